package io.llamajar.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Activations as integers: what block-quantised weights are multiplied with.
 *
 * <p>Every 32 values of a row share a scale, {@code value = scale * lane}; sums of lanes are kept
 * for types whose weights have a minimum or an offset.
 */
public final class Quantized {
  /** Values that share a scale. */
  public static final int BLOCK = 32;

  /** Values that share a sum: no type has smaller groups. */
  public static final int SUM = 16;

  private final Arena arena;
  private MemorySegment lanes = MemorySegment.NULL;
  private MemorySegment scales = MemorySegment.NULL;
  private MemorySegment sums = MemorySegment.NULL;
  private boolean current;

  Quantized(Arena arena) {
    this.arena = arena;
  }

  /** Makes room for {@code rows} of {@code columns}, a multiple of {@link #BLOCK}. */
  public void reserve(int rows, int columns) {
    long values = (long) rows * columns;
    if (lanes.byteSize() < values) {
      // Twice the last at least: an arena keeps what has become too small.
      long room = Math.max(values, 2 * lanes.byteSize());
      scales = Memory.allocate(arena, room / BLOCK * Float.BYTES);
      sums = Memory.allocate(arena, room / SUM * Integer.BYTES);
      lanes = Memory.allocate(arena, room);
    }
  }

  /** Signed 8-bit lanes: {@code [rows, columns]}. */
  public MemorySegment lanes() {
    return lanes;
  }

  /** float32 scales: {@code [rows, columns / 32]}. */
  public MemorySegment scales() {
    return scales;
  }

  /** int32 sums of lanes: {@code [rows, columns / 16]}. */
  public MemorySegment sums() {
    return sums;
  }

  /** Whether it still says the same as the floats. */
  public boolean isCurrent() {
    return current;
  }

  /** To be called when all rows have been quantised. */
  public void nowCurrent() {
    current = true;
  }

  void forget() {
    current = false;
  }
}
