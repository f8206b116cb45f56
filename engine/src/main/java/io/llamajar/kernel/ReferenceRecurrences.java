package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/** The arithmetic of layers with a state in plain Java, as {@link Reference} for the others. */
final class ReferenceRecurrences implements Recurrences {
  private final ThreadLocal<ReferenceConvolution> convolutions =
      ThreadLocal.withInitial(ReferenceConvolution::new);
  private final ThreadLocal<ReferenceScan> scan = ThreadLocal.withInitial(ReferenceScan::new);
  private final ThreadLocal<ReferenceDelta> delta = ThreadLocal.withInitial(ReferenceDelta::new);

  /** As {@link ReferenceConvolution} has it. */
  @Override
  public void convolve(Convolution convolution, Tensor x, Batch batch, Tensor y, int from, int to) {
    int channels = convolution.channels();
    for (int item = from; item < to; ) {
      int sequence = item / channels;
      int first = sequence * channels;
      int end = Math.min(to, first + channels);
      ReferenceConvolution.Operands operands =
          new ReferenceConvolution.Operands(convolution, x, batch, sequence, y);
      convolutions.get().convolve(operands, item - first, end - first);
      item = end;
    }
  }

  /** As {@link ReferenceScan} or {@link ReferenceChannel} has it. */
  @Override
  public void scan(
      SelectiveScan shape, Tensor x, Tensor steps, Batch batch, Tensor y, int from, int to) {
    for (int i = from; i < to; i++) {
      int sequence = i / shape.items();
      int item = i % shape.items();
      if (shape.isOfChannels()) {
        int first = item * SelectiveScan.TOGETHER;
        for (int c = first; c < Math.min(first + SelectiveScan.TOGETHER, shape.heads()); c++) {
          new ReferenceChannel(shape, x, steps, batch, sequence, c).scan(y);
        }
      } else {
        scan.get().scan(shape, x, steps, batch, sequence, y, item);
      }
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

  /** As {@link Softplus} has it. */
  @Override
  public void softplus(Tensor x, int from, int to) {
    MemorySegment values = x.write();
    long last = (long) to * x.columns();
    for (long i = (long) from * x.columns(); i < last; i++) {
      values.setAtIndex(JAVA_FLOAT, i, Softplus.softplus(values.getAtIndex(JAVA_FLOAT, i)));
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
}
