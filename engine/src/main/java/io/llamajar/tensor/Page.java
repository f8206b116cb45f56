package io.llamajar.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The keys and values of {@link KvCache#PAGE} positions in all layers.
 *
 * <p>Caches whose texts begin alike hold the same page. What it holds of a position never changes
 * once others hold it too: its first holder may only add positions behind.
 */
public final class Page implements AutoCloseable {
  private final Arena arena;
  private final MemorySegment[] keys; // of each layer: [heads, PAGE, keyWidth]
  private final MemorySegment[] values; // of each layer: [heads, PAGE, valueWidth]
  private int holders = 1;

  Page(KvPool pool, Arena arena) {
    this.arena = arena;
    this.keys = new MemorySegment[pool.layers().size()];
    this.values = new MemorySegment[keys.length];
    for (int layer = 0; layer < keys.length; layer++) {
      KvShape shape = pool.layers().get(layer);
      long positions = (long) shape.heads() * KvCache.PAGE;
      keys[layer] = Memory.allocate(arena, pool.quant().bytes(positions * shape.keyWidth()));
      values[layer] = Memory.allocate(arena, pool.quant().bytes(positions * shape.valueWidth()));
    }
  }

  /** A layer's keys: {@code [heads, PAGE, keyWidth]}. */
  public MemorySegment keys(int layer) {
    return keys[layer];
  }

  /** A layer's values: {@code [heads, PAGE, valueWidth]}. */
  public MemorySegment values(int layer) {
    return values[layer];
  }

  /** Whether nobody else holds it. */
  public boolean isHeldOnce() {
    return holders == 1;
  }

  /** Holds it once more. */
  public Page hold() {
    holders++;
    return this;
  }

  /** Holds it once less; true if nobody does any more. */
  boolean letGo() {
    if (holders == 0) {
      throw new IllegalStateException("a page that nobody holds");
    }
    return --holders == 0;
  }

  /** Makes it one that somebody holds again. */
  void reuse() {
    holders = 1;
  }

  Page copyFrom(Page other) {
    for (int layer = 0; layer < keys.length; layer++) {
      keys[layer].copyFrom(other.keys[layer]);
      values[layer].copyFrom(other.values[layer]);
    }
    return this;
  }

  /** Frees its memory. */
  @Override
  public void close() {
    arena.close();
  }
}
