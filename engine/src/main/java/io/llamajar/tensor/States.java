package io.llamajar.tensor;

import io.llamajar.tensor.KvPool.State;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the layers of a model keep of one sequence as a whole, as of its last token.
 *
 * <p>A state cannot be taken back token by token as keys and values can: one that is to come back
 * must have been copied. A pass reads the present states and writes the next ones, which become the
 * present ones when it has ended; where an exception ends it, nothing has changed.
 */
public final class States {
  private final KvPool pool;
  private final StateShape[] shapes;
  private final long[] starts; // of each layer, in float32; then the size of all
  private final List<State> held = new ArrayList<>(); // the memory of both
  private MemorySegment present = MemorySegment.NULL; // layer by layer: its window, its memory
  private MemorySegment next = MemorySegment.NULL;

  States(KvPool pool) {
    this.pool = pool;
    this.shapes = pool.layers().stream().map(KvShape::state).toArray(StateShape[]::new);
    this.starts = new long[shapes.length + 1];
    for (int layer = 0; layer < shapes.length; layer++) {
      starts[layer + 1] = starts[layer] + shapes[layer].size();
    }
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return starts[shapes.length] == 0;
  }

  private MemorySegment take() {
    State state = pool.takeState().orElseThrow(() -> KvPool.usedUp(pool.budget()));
    held.add(state);
    return state.values();
  }

  /**
   * Makes room for them; they begin as zeros.
   *
   * @throws io.llamajar.LlamajarException if there is no memory for them
   */
  void reserve() {
    if (!isEmpty() && present.byteSize() == 0) {
      present = take().fill((byte) 0);
    }
    if (!isEmpty() && next.byteSize() == 0) {
      next = take();
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

  /** Forgets them: they begin as zeros again. */
  void clear() {
    present.fill((byte) 0);
  }

  /** Begins with what was {@linkplain #copy copied}. */
  public void begin(State state) {
    reserve();
    present.copyFrom(state.values());
  }

  /** A copy of the present states, if there is memory for it; the caller gives it back. */
  public Optional<State> copy() {
    Optional<State> copy = pool.takeState();
    copy.ifPresent(state -> state.values().copyFrom(present));
    return copy;
  }

  void close() {
    held.forEach(pool::giveBack);
    held.clear();
  }
}
