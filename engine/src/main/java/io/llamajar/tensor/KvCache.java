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
 * The keys and values of one sequence, layer by layer, in pages that are allocated as it grows.
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
  private final Quant quant;
  private final int capacity;
  private int length;

  /**
   * An empty cache.
   *
   * @param type F32, or F16 for half the memory
   * @param capacity the most positions it may hold
   */
  public KvCache(List<KvShape> layers, GgmlType type, int capacity) {
    this(layers, type, capacity, Arena.ofShared());
  }

  /** An empty cache that takes its pages from an arena, and closes it when it is closed. */
  public KvCache(List<KvShape> layers, GgmlType type, int capacity, Arena arena) {
    this.layers =
        layers.stream().map(s -> new Layer(s, new ArrayList<>(), new ArrayList<>())).toList();
    this.quant = Quants.find(type).orElseThrow();
    this.capacity = capacity;
    this.arena = arena;
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
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("the session was closed");
    }
    if (count > capacity - length) {
      throw new LlamajarException(
          "The context of %d tokens is full: %d are in it and %d more were given; start anew, shorten the prompt or open the model with a larger context"
              .formatted(capacity, length, count));
    }
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

  private MemorySegment page(int heads, int width) {
    return Memory.allocate(arena, quant.bytes((long) heads * PAGE * width));
  }

  /** Whether room for {@code count} more positions was made. */
  public boolean holds(int count) {
    // The last one, as room is made layer by layer until there is no more memory.
    return layers.isEmpty() || length + count <= layers.getLast().keys.size() * PAGE;
  }

  /** Says that all layers now hold {@code count} more positions, which were reserved before. */
  public void advance(int count) {
    length += count;
  }

  /** Forgets all positions from {@code newLength} on. */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(newLength + " is not within 0.." + length);
    }
    length = newLength;
  }

  /** The page of a layer's keys that holds a position: {@code [heads, PAGE, keyWidth]}. */
  public MemorySegment keys(int layer, int position) {
    return layers.get(layer).keys.get(position / PAGE);
  }

  /** The page of a layer's values that holds a position: {@code [heads, PAGE, valueWidth]}. */
  public MemorySegment values(int layer, int position) {
    return layers.get(layer).values.get(position / PAGE);
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
