package io.llamajar.quant;

import java.lang.foreign.MemorySegment;

/**
 * A row of block-quantised weights as lanes, scales and minimums, for plain Java to compute with.
 */
public final class UnpackedRow {
  private final BlockQuant quant;
  final byte[] lanes; // [columns]
  final float[] scales; // [columns / group]
  final float[] minimums; // [columns / group]

  /** Room for a row of {@code columns} weights, a multiple of the quant's block. */
  public UnpackedRow(int columns, BlockQuant quant) {
    this.quant = quant;
    this.lanes = new byte[columns];
    this.scales = new float[columns / quant.group()];
    this.minimums = new float[columns / quant.group()];
  }

  /** Unpacks the row whose blocks begin at {@code offset}. */
  public void unpack(MemorySegment data, long offset) {
    int blockValues = quant.type().blockValues();
    int blockBytes = quant.type().blockBytes();
    for (int at = 0; at < lanes.length; at += blockValues, offset += blockBytes) {
      quant.unpack(data, offset, this, at);
    }
  }

  /** The lane of weight {@code i}. */
  public int lane(int i) {
    return lanes[i];
  }

  /** The scale of weight {@code i}. */
  public float scale(int i) {
    return scales[i / quant.group()];
  }

  /** The minimum of weight {@code i}; zero if the type has none. */
  public float minimum(int i) {
    return minimums[i / quant.group()];
  }

  /** All lanes: {@code [columns]}. */
  public byte[] lanes() {
    return lanes;
  }

  /** All scales: {@code [columns / group]}. */
  public float[] scales() {
    return scales;
  }

  /** All minimums: {@code [columns / group]}. */
  public float[] minimums() {
    return minimums;
  }
}
