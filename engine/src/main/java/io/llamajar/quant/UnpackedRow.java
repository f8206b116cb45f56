package io.llamajar.quant;

import java.lang.foreign.MemorySegment;

/**
 * A row of block-quantised weights as lanes, scales and minimums, for plain Java to compute with.
 *
 * <p>One object serves many rows of many types: it grows to the widest and is never shrunk, so that
 * nothing is allocated in a loop over rows.
 */
public final class UnpackedRow {
  byte[] lanes = {}; // [columns]
  float[] scales = {}; // [columns / group]
  float[] minimums = {}; // [columns / group]

  /**
   * Unpacks a row.
   *
   * @param offset where its first block begins in {@code data}
   * @param columns its weights, a multiple of the quant's block
   */
  public void unpack(BlockQuant quant, MemorySegment data, long offset, int columns) {
    if (lanes.length < columns) {
      lanes = new byte[columns];
      scales = new float[columns / 16];
      minimums = new float[columns / 16];
    }
    Unpacking unpacking = quant.unpacking();
    unpacking.lanes(data, offset, lanes, columns);
    unpacking.scales(data, offset, scales, columns);
    unpacking.minimums(data, offset, minimums, columns);
  }

  /** Gives the weights of the row that was unpacked: {@code scale * lane}, plus the minimum. */
  public void decode(BlockQuant quant, float[] values, int columns) {
    int group = quant.group();
    for (int i = 0; i < columns; i++) {
      float weight = scales[i / group] * lanes[i];
      values[i] = quant.hasMinimum() ? weight + minimums[i / group] : weight;
    }
  }

  /** The lanes: weights as integers, {@code [columns]}. */
  public byte[] lanes() {
    return lanes;
  }

  /** What each group's lanes are multiplied with: {@code [columns / group]}. */
  public float[] scales() {
    return scales;
  }

  /** What is added to each group's weights, if the quant has it: {@code [columns / group]}. */
  public float[] minimums() {
    return minimums;
  }
}
