package io.llamajar.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * What the layers of a model keep of one sequence as a whole: as of its last token, and as of a few
 * earlier ones.
 *
 * <p>A state cannot be taken back token by token as keys and values can: one that is to come back
 * must have been copied. A pass reads the present states and writes the next ones, which become the
 * present ones when it has ended; where an exception ends it, nothing has changed.
 */
public final class States {
  private static final int COPIES = 4;

  private final Arena arena;
  private final StateShape[] shapes;
  private final long[] starts; // of each layer, in float32; then the size of all
  private MemorySegment present = MemorySegment.NULL; // layer by layer: its window, its memory
  private MemorySegment next = MemorySegment.NULL;
  private final MemorySegment[] copies = new MemorySegment[COPIES];
  private final int[] lengths = new int[COPIES]; // of the sequence at each copy; 0 if there is none

  States(List<KvShape> layers, Arena arena) {
    this.arena = arena;
    this.shapes = layers.stream().map(KvShape::state).toArray(StateShape[]::new);
    this.starts = new long[shapes.length + 1];
    for (int layer = 0; layer < shapes.length; layer++) {
      starts[layer + 1] = starts[layer] + shapes[layer].size();
    }
    Arrays.fill(copies, MemorySegment.NULL);
  }

  /** What they take at most. */
  static long bytes(List<KvShape> layers) {
    long all = layers.stream().mapToLong(shape -> shape.state().size()).sum();
    return all * Float.BYTES * (2 + COPIES);
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return starts[shapes.length] == 0;
  }

  private MemorySegment allocate() {
    return Memory.allocate(arena, starts[shapes.length] * Float.BYTES);
  }

  /**
   * Makes room for them; they begin as zeros.
   *
   * @throws io.llamajar.LlamajarException if there is no memory for them
   */
  void reserve() {
    if (!isEmpty() && next.byteSize() == 0) {
      present = allocate();
      next = allocate();
    }
  }

  /** The states that a pass begins with: float32. */
  public MemorySegment present() {
    return present;
  }

  /** The states that a pass ends with. */
  public MemorySegment next() {
    return next;
  }

  /** Where a layer's window begins in all states, in float32. */
  public long window(int layer) {
    return starts[layer];
  }

  /** Where a layer's memory begins in all states, in float32. */
  public long memory(int layer) {
    return starts[layer] + shapes[layer].window();
  }

  /** Ends a pass. */
  void advance() {
    MemorySegment old = present;
    present = next;
    next = old;
  }

  /** The longest beginning of at most {@code most} tokens whose states are known. */
  int longestKnown(int most) {
    int longest = 0;
    for (int length : lengths) {
      longest = length <= most ? Math.max(longest, length) : longest;
    }
    return longest;
  }

  /** Copies the present states, in place of those of the shortest beginning. */
  void keep(int length) {
    int copy = 0;
    for (int i = 0; i < COPIES; i++) {
      copy = lengths[i] < lengths[copy] ? i : copy;
    }
    if (copies[copy].byteSize() == 0) {
      copies[copy] = allocate();
    }
    copies[copy].copyFrom(present);
    lengths[copy] = length;
  }

  /** Goes back to a beginning whose states are known, and forgets those of longer ones. */
  void restore(int length) {
    if (length == 0) {
      present.fill((byte) 0);
    }
    for (int i = 0; i < COPIES; i++) {
      if (lengths[i] > length) {
        lengths[i] = 0;
      } else if (length > 0 && lengths[i] == length) {
        present.copyFrom(copies[i]);
      }
    }
  }
}
