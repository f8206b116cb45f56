package io.llamajar.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Activations as integers: what block-quantised weights are multiplied with.
 *
 * <p>Every 32 values of a row share a scale, {@code value = scale * lane}. Such a block is a line
 * of 64 bytes, so that a kernel streams one cache line per token and block:
 *
 * <pre>
 *  0  float32     scale
 *  4  float32[3]  12582912 + 128 * the sum of lanes 0-15, of lanes 16-31, of all
 * 16  float32[3]  the same three sums times the scale
 * 28  int32       0
 * 32  int8[32]    lanes
 * </pre>
 *
 * <p>The excesses are what an integer sum has too much that began at the bits of the float32
 * 12582912, 1.5 * 2^23, and whose unsigned weight lanes stood for zero with 128: a kernel that
 * takes the sum's bits for a float32 and subtracts the excess has the sum. All are integers below
 * 2^24, so nothing is rounded. With the products it adds minimums.
 */
public final class Quantized {
  /** Values that share a scale. */
  public static final int BLOCK = 32;

  /** Values that share a sum: no type has smaller groups. */
  public static final int SUM = 16;

  /** Bytes of a block. */
  public static final int LINE = 64;

  /** Blocks whose largest magnitude is below this become zeros. */
  public static final float TINY = 0x1p-120f;

  /** Where a line has its scale. */
  public static final int SCALE = 0;

  /** Where a line has its excesses. */
  public static final int EXCESSES = 4;

  /** The excess of no lanes: 1.5 * 2^23. */
  public static final float EXCESS = 12582912;

  /** What the excesses are for: unsigned lanes that stand for zero with this. */
  public static final int EXCESS_ZERO = 128;

  /** Where a line has its sums times the scale. */
  public static final int PRODUCTS = 16;

  /** Where a line has nothing but zero. */
  public static final int UNUSED = 28;

  /** Where a line has its lanes. */
  public static final int LANES = 32;

  private final Arena arena;
  private MemorySegment blocks = MemorySegment.NULL;
  private boolean current;

  Quantized(Arena arena) {
    this.arena = arena;
  }

  /**
   * Which of a line's three sums, in bytes from the first, is that of a group of lanes.
   *
   * @param group 16 or 32
   * @param column where the group begins, in its line or in its row
   */
  public static int sumOf(int group, int column) {
    return (group == BLOCK ? 2 : column % BLOCK / SUM) * Integer.BYTES;
  }

  /** Makes room for {@code rows} of {@code columns}, a multiple of {@link #BLOCK}. */
  public void reserve(int rows, int columns) {
    long bytes = (long) rows * columns / BLOCK * LINE;
    if (blocks.byteSize() < bytes) {
      // Twice the last at least: an arena keeps what has become too small.
      blocks = Memory.allocate(arena, Math.max(bytes, 2 * blocks.byteSize()));
    }
  }

  /** The lines: {@code [rows, columns / 32]}, aligned to their size. */
  public MemorySegment blocks() {
    return blocks;
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
