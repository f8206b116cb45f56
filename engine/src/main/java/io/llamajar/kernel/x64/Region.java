package io.llamajar.kernel.x64;

import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Some columns of some rows of float32: all that a function may touch of a segment.
 *
 * @param first where they begin, in float32
 * @param rows how many
 * @param apart from a row to the next, in float32
 */
record Region(MemorySegment memory, long first, int rows, long apart, int columns) {
  /** Columns {@code [column, column + columns)} of some rows of a tensor. */
  static Region of(Tensor x, int row, int rows, int column, int columns) {
    long width = x.columns();
    return new Region(x.read(), row * width + column, rows, width, columns);
  }

  /** Some of the columns. */
  Region part(int column, int columns) {
    return new Region(memory, first + column, rows, apart, columns);
  }

  /** The same place in another segment. */
  Region in(MemorySegment other) {
    return new Region(other, first, rows, apart, columns);
  }

  /** Where it begins, if it is within the segment. */
  long address() {
    long floats = (rows - 1) * apart + columns;
    return memory.asSlice(first * Float.BYTES, floats * Float.BYTES).address();
  }

  long bytesApart() {
    return apart * Float.BYTES;
  }
}
