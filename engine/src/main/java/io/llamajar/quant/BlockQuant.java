package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/**
 * A type whose blocks hold small integers and scales: {@code weight = scale * lane + minimum}.
 *
 * <p>The narrow waist between quantisations and arithmetic: a block is unpacked to signed 8-bit
 * lanes, and to one scale (and for some types one minimum) per group of 16 or 32 lanes. Nothing
 * above this package knows more of a type than that.
 */
public abstract non-sealed class BlockQuant implements Quant {
  /** Whether a type's groups have a minimum. */
  enum Minimums {
    NONE,
    ADDED
  }

  private final GgmlType type;
  private final int group;
  private final boolean hasMinimum;

  BlockQuant(GgmlType type, int group, Minimums minimums) {
    this.type = type;
    this.group = group;
    this.hasMinimum = minimums == Minimums.ADDED;
  }

  @Override
  public final GgmlType type() {
    return type;
  }

  /** Lanes that share a scale: 16 or 32. */
  public final int group() {
    return group;
  }

  /** Whether a minimum is added to the weights; if not, all minimums are zero and not written. */
  public final boolean hasMinimum() {
    return hasMinimum;
  }

  /**
   * Unpacks one block.
   *
   * @param data the row's bytes
   * @param offset where the block begins in them
   * @param row receives the lanes from {@code at}, and the scales (and minimums) of their groups
   * @param at the index of the block's first weight in its row
   */
  abstract void unpack(MemorySegment data, long offset, UnpackedRow row, int at);

  @Override
  public final void decode(MemorySegment data, long offset, float[] values, int count) {
    UnpackedRow row = new UnpackedRow();
    row.unpack(this, data, offset, count);
    row.decode(this, values, count);
  }
}
