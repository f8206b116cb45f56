package io.llamajar.model;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Makes attention sharper far into a text: queries are multiplied with {@code 1 + scale * ln(1 +
 * floor((position + offset) / length))}.
 *
 * @param scale how much
 * @param length the positions of a step, those of the first not being changed
 * @param offset what is added to positions
 */
record Temperature(float scale, int length, int offset) {
  /** Changes {@code queries}, {@code [batch.rows, columns]}, in place. */
  void apply(Ops ops, Tensor queries, Batch batch) {
    Tensor factors = ops.workspace().tensor(batch.rows(), 1);
    MemorySegment values = factors.write();
    for (int row = 0; row < batch.rows(); row++) {
      long steps = ((long) batch.position(row) + offset) / length;
      values.setAtIndex(JAVA_FLOAT, row, (float) (1 + scale * StrictMath.log1p((double) steps)));
    }
    ops.scaleRows(queries, factors);
  }
}
