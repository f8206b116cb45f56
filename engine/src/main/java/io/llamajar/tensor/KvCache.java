package io.llamajar.tensor;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgmlType;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys and values of one sequence, layer by layer, in pages that are allocated as it grows; and
 * the states of layers that keep some.
 *
 * <p>A page holds {@link #PAGE} positions of one layer: {@code [heads, PAGE, width]}, so that a
 * head's keys lie one after another.
 */
public final class KvCache implements AutoCloseable {
  /** Positions in a page; also the block in which attention takes its softmax. */
  public static final int PAGE = 128;

  private record Layer(KvShape shape, List<MemorySegment> keys, List<MemorySegment> values) {}

  private final Arena arena;
  private final List<Layer> layers;
  private final States states;
  private final Quant quant;
  private final int capacity;
  private int length;

  /**
   * An empty cache.
   *
   * @param type F32, F16 for half the memory, or Q8_0 for about a quarter
   * @param capacity the most positions it may hold
   * @throws LlamajarException if the type's blocks do not fit the layers, see {@link #check}
   */
  public KvCache(List<KvShape> layers, GgmlType type, int capacity) {
    this(layers, type, capacity, Arena.ofShared());
  }

  /** An empty cache that takes its pages from an arena, and closes it when it is closed. */
  public KvCache(List<KvShape> layers, GgmlType type, int capacity, Arena arena) {
    check(layers, type);
    this.layers =
        layers.stream().map(s -> new Layer(s, new ArrayList<>(), new ArrayList<>())).toList();
    this.states = new States(layers, arena);
    this.quant = Quants.find(type).orElseThrow();
    this.capacity = capacity;
    this.arena = arena;
  }

  /**
   * Makes sure that a type can keep what layers need: a head begins with a block.
   *
   * @throws LlamajarException if heads are not multiples of the type's block
   */
  public static void check(List<KvShape> layers, GgmlType type) {
    for (KvShape shape : layers) {
      for (int width : new int[] {shape.keyWidth(), shape.valueWidth()}) {
        if (width % type.blockValues() != 0) {
          throw new LlamajarException(
              "Keys and values of this model cannot be kept as %s, as its heads are %d wide, not a multiple of %d; choose F16 or F32"
                  .formatted(type, width, type.blockValues()));
        }
      }
    }
  }

  /** The bytes that so many positions of layers take. */
  public static long bytes(List<KvShape> layers, GgmlType type, long positions) {
    Quant quant = Quants.find(type).orElseThrow();
    long values = 0;
    for (KvShape shape : layers) {
      values += (long) shape.heads() * (shape.keyWidth() + shape.valueWidth());
    }
    return quant.bytes(values) * positions;
  }

  /** The bytes that the states of layers take at most, however many positions there are. */
  public static long stateBytes(List<KvShape> layers) {
    return States.bytes(layers);
  }

  /** Whether another has the same layers and means the same by its bytes. */
  boolean isLike(KvCache other) {
    boolean alike = quant.type() == other.quant.type() && layers.size() == other.layers.size();
    for (int i = 0; alike && i < layers.size(); i++) {
      alike = shape(i).equals(other.shape(i));
    }
    return alike;
  }

  /** What the bytes of keys and values mean. */
  public Quant quant() {
    return quant;
  }

  /** The most positions it may hold. */
  public int capacity() {
    return capacity;
  }

  /** The positions it holds. */
  public int length() {
    return length;
  }

  /** What layers keep of the sequence as a whole. */
  public States states() {
    return states;
  }

  /** The shape of a layer. */
  public KvShape shape(int layer) {
    return layers.get(layer).shape;
  }

  /**
   * Makes room for {@code count} more positions.
   *
   * @throws LlamajarException if they are more than its capacity, or than there is memory for
   */
  public void reserve(int count) {
    checkRoom(count);
    states.reserve();
    int pages = (length + count + PAGE - 1) / PAGE;
    for (Layer layer : layers) {
      while (layer.keys.size() < pages) {
        // Both before either is added: there may be memory for only one.
        MemorySegment keys = page(layer.shape.heads(), layer.shape.keyWidth());
        MemorySegment values = page(layer.shape.heads(), layer.shape.valueWidth());
        layer.keys.add(keys);
        layer.values.add(values);
      }
    }
  }

  /**
   * Makes sure that {@code count} more positions may be held.
   *
   * @throws LlamajarException if they are more than its capacity
   */
  public void checkRoom(int count) {
    checkOpen();
    if (count > capacity - length) {
      throw new LlamajarException(
          "The context of %d tokens is full: %d are in it and %d more were given; start anew, shorten the prompt or open the model with a larger context"
              .formatted(capacity, length, count));
    }
  }

  private void checkOpen() {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("the session was closed");
    }
  }

  private MemorySegment page(int heads, int width) {
    return Memory.allocate(arena, quant.bytes((long) heads * PAGE * width));
  }

  /** Whether room for {@code count} more positions was made, and is still there. */
  public boolean holds(int count) {
    // The last one, as room is made layer by layer until there is no more memory.
    boolean made = layers.isEmpty() || length + count <= layers.getLast().keys.size() * PAGE;
    return made && arena.scope().isAlive();
  }

  /** Says that all layers now hold {@code count} more positions, which were reserved before. */
  public void advance(int count) {
    length += count;
    states.advance();
  }

  /** Whether layers keep states, so that it cannot be truncated to any length. */
  public boolean keepsStates() {
    return !states.isEmpty();
  }

  /**
   * The largest length of at most {@code wanted} that it can be {@link #truncate truncated} to:
   * any, but where layers keep states only the present one, those at which {@link #keep} was called
   * of late, and 0.
   */
  public int keeps(int wanted) {
    checkWithin(wanted);
    return states.isEmpty() || wanted == length ? wanted : states.longestKnown(wanted);
  }

  /** Sees to it that it can be truncated to its present length later on, as long as may be. */
  public void keep() {
    if (!states.isEmpty() && states.longestKnown(length) < length) {
      states.keep(length);
    }
  }

  /**
   * Forgets all positions from {@code newLength} on.
   *
   * @param newLength one that it {@link #keeps}
   */
  public void truncate(int newLength) {
    if (keeps(newLength) != newLength) {
      throw new IllegalArgumentException("the states of " + newLength + " positions are gone");
    }
    if (newLength < length) {
      checkOpen();
      states.restore(newLength);
    }
    length = newLength;
  }

  private void checkWithin(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(newLength + " is not within 0.." + length);
    }
  }

  /** The page of a layer's keys that holds a position: {@code [heads, PAGE, keyWidth]}. */
  public MemorySegment keys(int layer, int position) {
    return layers.get(layer).keys.get(position / PAGE);
  }

  /** The page of a layer's values that holds a position: {@code [heads, PAGE, valueWidth]}. */
  public MemorySegment values(int layer, int position) {
    return layers.get(layer).values.get(position / PAGE);
  }

  /** A head's key at a position. */
  public MemorySegment key(int layer, int head, int position) {
    return entry(keys(layer, position), head, position, shape(layer).keyWidth());
  }

  /** A head's value at a position. */
  public MemorySegment value(int layer, int head, int position) {
    return entry(values(layer, position), head, position, shape(layer).valueWidth());
  }

  private MemorySegment entry(MemorySegment page, int head, int position, int width) {
    return page.asSlice(offset(head, position, width), quant.bytes(width));
  }

  /** Where a head's entry for a position begins in its page, in bytes. */
  public long offset(int head, int position, int width) {
    return quant.bytes(((long) head * PAGE + position % PAGE) * width);
  }

  /** Frees its memory. Closing twice does no harm. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
