package io.llamajar.kernel.x64;

import io.llamajar.quant.BlockQuant;

/**
 * Weights of 16 rows, unpacked and interleaved so that a kernel needs only loads: group by group of
 * 16 or 32 lanes
 *
 * <pre>
 * unsigned int8  [group / 4][16 rows][4]  lanes
 * float32        [16 rows]                scales
 * float32        [16 rows]                minimums, if the type has them
 * </pre>
 *
 * @param group lanes of a group
 * @param zero the lane that stands for zero
 */
record Panel(int group, int zero, boolean minimums) {
  static final int ROWS = 16;

  /** The bytes of four lanes, a scale or a minimum of all rows. */
  static final int COLUMN = ROWS * Integer.BYTES;

  /** Panels as an instruction set likes them: a zero that costs it nothing. */
  static Panel of(Isa isa, BlockQuant quant) {
    int zero = isa.hasDots() && quant.zero() != 0 ? Dots.FREE_ZERO : Dots.zero(isa, quant);
    return new Panel(quant.group(), zero, quant.hasMinimum());
  }

  int scales() {
    return group / 4 * COLUMN;
  }

  int minimumsAt() {
    return scales() + COLUMN;
  }

  int groupBytes() {
    return scales() + (minimums ? 2 : 1) * COLUMN;
  }

  /** The bytes of so many columns of the 16 rows. */
  long bytes(int columns) {
    return (long) columns / group * groupBytes();
  }
}
