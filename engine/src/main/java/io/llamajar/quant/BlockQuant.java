package io.llamajar.quant;

import java.lang.foreign.MemorySegment;

/**
 * A type whose blocks hold small integers and scales: {@code weight = scale * lane + minimum}.
 *
 * <p>The narrow waist between quantisations and arithmetic: a block is unpacked to signed 8-bit
 * lanes, and to one scale (and for some types one minimum) per group of 16 or 32 lanes. Nothing
 * above this package knows more of a type than that.
 */
public non-sealed interface BlockQuant extends Quant {
  /** Lanes that share a scale: 16 or 32. */
  int group();

  /** Whether a minimum is added to the weights; if not, all minimums are zero and not written. */
  boolean hasMinimum();

  /**
   * Unpacks one block.
   *
   * @param data the row's bytes
   * @param offset where the block begins in them
   * @param row receives the lanes from {@code at}, and the scales (and minimums) of their groups
   * @param at the index of the block's first weight in its row
   */
  void unpack(MemorySegment data, long offset, UnpackedRow row, int at);

  @Override
  default void decode(MemorySegment data, long offset, float[] values, int count) {
    UnpackedRow row = new UnpackedRow();
    row.unpack(this, data, offset, count);
    row.decode(this, values, count);
  }
}
