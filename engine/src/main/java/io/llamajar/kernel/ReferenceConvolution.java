package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.tensor.Batch;
import io.llamajar.tensor.States;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * The convolution of some channels of one sequence.
 *
 * <p>{@code y[t, c] = fma(taps[j, c], x[t - size + 1 + j, c], y[t, c])} in the order of {@code j},
 * from zero; {@code x} of the positions before the batch are in the window.
 *
 * @param sequence of the batch
 * @param from the first channel
 * @param to the channel after the last
 */
record ReferenceConvolution(
    Convolution shape, Tensor x, Batch batch, int sequence, int from, int to) {

  void convolve(Tensor y) {
    int size = shape.size();
    MemorySegment out = y.write();
    for (int t = batch.start(sequence); t < batch.start(sequence + 1); t++) {
      long at = (long) t * shape.channels();
      for (int c = from; c < to; c++) {
        out.setAtIndex(JAVA_FLOAT, at + c, 0);
      }
      for (int j = 0; j < size; j++) {
        accumulate(j, t - size + 1 + j, out, at);
      }
    }
    keep();
  }

  private void accumulate(int tap, int row, MemorySegment out, long at) {
    MemorySegment taps = shape.taps().floats();
    long tapAt = (long) tap * shape.channels();
    MemorySegment in = values(row);
    long inAt = index(row);
    for (int c = from; c < to; c++) {
      float weight = taps.getAtIndex(JAVA_FLOAT, tapAt + c);
      float sum = out.getAtIndex(JAVA_FLOAT, at + c);
      float value = in.getAtIndex(JAVA_FLOAT, inAt + c);
      out.setAtIndex(JAVA_FLOAT, at + c, Math.fma(weight, value, sum));
    }
  }

  /** The window after the last row. */
  private void keep() {
    int kept = shape.size() - 1;
    long window = states().window(shape.layer());
    for (int i = 0; i < kept; i++) {
      int row = batch.start(sequence + 1) - kept + i;
      long next = window + (long) i * shape.channels();
      MemorySegment.copy(
          values(row),
          (index(row) + from) * Float.BYTES,
          states().next(),
          (next + from) * Float.BYTES,
          (to - from) * (long) Float.BYTES);
    }
  }

  private States states() {
    return batch.cache(sequence).states();
  }

  /** Where a row of the sequence is, which may have come before the batch. */
  private MemorySegment values(int row) {
    return row >= batch.start(sequence) ? x.read() : states().present();
  }

  private long index(int row) {
    int before = batch.start(sequence) - row;
    return before <= 0
        ? (long) row * shape.channels()
        : states().window(shape.layer()) + (shape.size() - 1L - before) * shape.channels();
  }
}
