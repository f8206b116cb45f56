package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.tensor.Batch;
import io.llamajar.tensor.States;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * The selective scan of a channel whose memories have paces of their own.
 *
 * <p>As {@link ReferenceScan} of a head of one value, but for {@code exp(d * decay[n])}.
 */
record ReferenceChannel(
    SelectiveScan shape, Tensor x, Tensor steps, Batch batch, int sequence, int channel) {

  void scan(Tensor y) {
    States states = batch.cache(sequence).states();
    MemorySegment next = states.next();
    int together = SelectiveScan.together(channel, shape.heads());
    int first = SelectiveScan.place(channel, shape.depth());
    long memory = states.memory(shape.layer()) + first;
    for (int n = 0; n < shape.depth(); n++) {
      long at = memory + (long) n * together;
      next.setAtIndex(JAVA_FLOAT, at, states.present().getAtIndex(JAVA_FLOAT, at));
    }
    for (int t = batch.start(sequence); t < batch.start(sequence + 1); t++) {
      float step = steps.at(t, channel);
      float value = x.at(t, channel);
      float u = value * step;
      float sum = 0;
      for (int n = 0; n < shape.depth(); n++) {
        long at = memory + (long) n * together;
        float stays = Exp.exp(step * shape.decays().at(first + n * together));
        float b = x.at(t, shape.width() + n);
        float s = Math.fma(next.getAtIndex(JAVA_FLOAT, at), stays, b * u);
        next.setAtIndex(JAVA_FLOAT, at, s);
        sum = Math.fma(s, x.at(t, shape.width() + shape.keys() + n), sum);
      }
      sum = Math.fma(value, shape.skips().at(channel), sum);
      y.write().setAtIndex(JAVA_FLOAT, (long) t * shape.width() + channel, sum);
    }
  }
}
