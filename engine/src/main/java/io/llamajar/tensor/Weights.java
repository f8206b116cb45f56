package io.llamajar.tensor;

import io.llamajar.quant.Quant;
import java.lang.foreign.MemorySegment;

/**
 * A matrix of weights in the mapped file: {@code [rows, columns]}, each row a run of blocks.
 *
 * @param name as in the file
 * @param quant what its bytes mean
 * @param data exactly {@code rows} rows
 * @param rows the width of what comes out of a multiplication
 * @param columns the width of what goes in, a multiple of the quant's block
 * @param scale what comes out is multiplied with: 1, or what a file has beside the matrix
 */
public record Weights(
    String name, Quant quant, MemorySegment data, int rows, int columns, float scale) {
  public Weights {
    if (columns % quant.type().blockValues() != 0
        || data.byteSize() != Math.multiplyExact(quant.bytes(columns), (long) rows)) {
      throw new IllegalArgumentException(
          name + ": " + data.byteSize() + " bytes are not " + rows + " x " + columns);
    }
  }

  /** Weights that are nothing but their blocks. */
  public Weights(String name, Quant quant, MemorySegment data, int rows, int columns) {
    this(name, quant, data, rows, columns, 1);
  }

  /** The same with another scale. */
  public Weights withScale(float newScale) {
    return new Weights(name, quant, data, rows, columns, newScale);
  }

  /** The bytes of a row. */
  public long rowBytes() {
    return quant.bytes(columns);
  }

  /** Where a row begins in {@link #data}. */
  public long rowOffset(int row) {
    return row * rowBytes();
  }

  /** Rows {@code [from, from + count)} as weights of their own, in place. */
  public Weights slice(int from, int count) {
    MemorySegment part = data.asSlice(rowOffset(from), quant.bytes((long) columns * count));
    return new Weights(name, quant, part, count, columns, scale);
  }
}
