package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.tensor.Batch;
import io.llamajar.tensor.States;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;

/** The arithmetic of layers with a state in plain Java, as {@link Reference} for the others. */
final class ReferenceRecurrences implements Recurrences {
  private static final float LINEAR = 20; // from here on softplus changes nothing

  private final ThreadLocal<ReferenceScan> scan = ThreadLocal.withInitial(ReferenceScan::new);
  private final ThreadLocal<ReferenceDelta> delta = ThreadLocal.withInitial(ReferenceDelta::new);

  /**
   * {@code y[t, c] = fma(taps[j, c], x[t - size + 1 + j, c], y[t, c])} in the order of {@code j},
   * from zero; {@code x} of the positions before the batch are in the window.
   */
  @Override
  public void convolve(Convolution convolution, Tensor x, Batch batch, Tensor y, int from, int to) {
    int channels = convolution.channels();
    for (int item = from; item < to; ) {
      int sequence = item / channels;
      int end = Math.min(to, (sequence + 1) * channels);
      int first = item - sequence * channels;
      convolve(convolution, x, batch, sequence, y, first, end - sequence * channels);
      item = end;
    }
  }

  private static void convolve(
      Convolution convolution, Tensor x, Batch batch, int sequence, Tensor y, int from, int to) {
    int size = convolution.size();
    int channels = convolution.channels();
    States states = batch.cache(sequence).states();
    long window = states.window(convolution.layer());
    int start = batch.start(sequence);
    int end = batch.start(sequence + 1);
    MemorySegment out = y.write();
    for (int t = start; t < end; t++) {
      long to0 = (long) t * channels;
      for (int c = from; c < to; c++) {
        out.setAtIndex(JAVA_FLOAT, to0 + c, 0);
      }
      for (int j = 0; j < size; j++) {
        int row = t - size + 1 + j;
        boolean here = row >= start;
        MemorySegment in = here ? x.read() : states.present();
        long at = here ? (long) row * channels : window + (row - start + size - 1L) * channels;
        accumulate(convolution.taps().floats(), (long) j * channels, in, at, out, to0, from, to);
      }
    }
    long bytes = (to - from) * (long) Float.BYTES;
    for (int i = 0; i < size - 1; i++) {
      int row = end - size + 1 + i;
      boolean here = row >= start;
      MemorySegment in = here ? x.read() : states.present();
      long at = here ? (long) row * channels : window + (row - start + size - 1L) * channels;
      long next = window + (long) i * channels;
      MemorySegment.copy(
          in, (at + from) * Float.BYTES, states.next(), (next + from) * Float.BYTES, bytes);
    }
  }

  private static void accumulate(
      MemorySegment taps,
      long tap,
      MemorySegment in,
      long at,
      MemorySegment out,
      long to0,
      int from,
      int to) {
    for (int c = from; c < to; c++) {
      float sum = out.getAtIndex(JAVA_FLOAT, to0 + c);
      float value = in.getAtIndex(JAVA_FLOAT, at + c);
      out.setAtIndex(
          JAVA_FLOAT, to0 + c, Math.fma(taps.getAtIndex(JAVA_FLOAT, tap + c), value, sum));
    }
  }

  /** As {@link ReferenceScan} has it. */
  @Override
  public void scan(
      SelectiveScan shape, Tensor x, Tensor steps, Batch batch, Tensor y, int from, int to) {
    for (int item = from; item < to; item++) {
      int sequence = item / shape.heads();
      scan.get().scan(shape, x, steps, batch, sequence, y, item % shape.heads());
    }
  }

  /** As {@link ReferenceDelta} has it. */
  @Override
  public void correct(
      DeltaRule rule,
      Tensor x,
      Tensor decays,
      Tensor shares,
      Batch batch,
      Tensor y,
      int from,
      int to) {
    for (int item = from; item < to; item++) {
      int sequence = item / rule.heads();
      delta.get().correct(rule, x, decays, shares, batch, sequence, y, item % rule.heads());
    }
  }

  /**
   * {@code x} where it is above 20, else {@code ln(1 + exp(x))}, whose logarithm is {@link
   * StrictMath}'s in double precision.
   */
  @Override
  public void softplus(Tensor x, int from, int to) {
    MemorySegment values = x.write();
    long last = (long) to * x.columns();
    for (long i = (long) from * x.columns(); i < last; i++) {
      float value = values.getAtIndex(JAVA_FLOAT, i);
      if (!(value > LINEAR)) {
        values.setAtIndex(JAVA_FLOAT, i, (float) StrictMath.log1p(Exp.exp(value)));
      }
    }
  }

  /** {@code x = x * factors}. */
  @Override
  public void multiply(Tensor x, Tensor factors, int from, int to) {
    MemorySegment values = x.write();
    long last = (long) to * x.columns();
    for (long i = (long) from * x.columns(); i < last; i++) {
      float product = values.getAtIndex(JAVA_FLOAT, i) * factors.read().getAtIndex(JAVA_FLOAT, i);
      values.setAtIndex(JAVA_FLOAT, i, product);
    }
  }

  /** {@code x[t, k] = x[t, k] * factors[k]}. */
  @Override
  public void scaleColumns(Tensor x, Vector factors, int from, int to) {
    MemorySegment values = x.write();
    for (int t = from; t < to; t++) {
      long at = (long) t * factors.size();
      for (int k = 0; k < factors.size(); k++) {
        float product = values.getAtIndex(JAVA_FLOAT, at + k) * factors.at(k);
        values.setAtIndex(JAVA_FLOAT, at + k, product);
      }
    }
  }
}
