package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.tensor.Batch;
import io.llamajar.tensor.States;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One thread's selective scan of one head.
 *
 * <p>For each token in turn, with its step {@code d}, values {@code x}, and {@code b} and {@code c}
 * where the head's group is written and read: {@code u[i] = x[i] * d}; for each memory {@code n} in
 * order {@code s[n, i] = fma(s[n, i], exp(d * decay), b[n] * u[i])} and {@code y[i] = fma(s[n, i],
 * c[n], y[i])}, from zero; at last {@code y[i] = fma(x[i], skip, y[i])}.
 */
final class ReferenceScan {
  private float[][] s = {}; // [depth, headWidth]
  private float[] x = {}; // [headWidth]
  private float[] u = {}; // [headWidth]
  private float[] y = {}; // [headWidth]

  void scan(
      SelectiveScan shape,
      Tensor xs,
      Tensor steps,
      Batch batch,
      int sequence,
      Tensor ys,
      int head) {
    int width = shape.headWidth();
    int rows = shape.depth();
    reserve(rows, width);
    States states = batch.cache(sequence).states();
    long at = states.memory(shape.layer()) + (long) head * shape.depth() * width;
    for (int n = 0; n < rows; n++) {
      long row = (at + (long) n * width) * Float.BYTES;
      MemorySegment.copy(states.present(), JAVA_FLOAT, row, s[n], 0, width);
    }
    for (int t = batch.start(sequence); t < batch.start(sequence + 1); t++) {
      step(shape, xs, t, steps.at(t, head), head);
      long row = ((long) t * shape.width() + (long) head * width) * Float.BYTES;
      MemorySegment.copy(y, 0, ys.write(), JAVA_FLOAT, row, width);
    }
    for (int n = 0; n < rows; n++) {
      long row = (at + (long) n * width) * Float.BYTES;
      MemorySegment.copy(s[n], 0, states.next(), JAVA_FLOAT, row, width);
    }
  }

  private void reserve(int depth, int width) {
    if (s.length < depth || x.length < width) {
      x = new float[Math.max(x.length, width)];
      u = new float[x.length];
      y = new float[x.length];
      s = new float[Math.max(s.length, depth)][x.length];
    }
  }

  private void step(SelectiveScan shape, Tensor xs, int row, float step, int head) {
    int width = shape.headWidth();
    int depth = shape.depth();
    long at = ((long) row * xs.columns() + (long) head * width) * Float.BYTES;
    MemorySegment.copy(xs.read(), JAVA_FLOAT, at, x, 0, width);
    for (int i = 0; i < width; i++) {
      u[i] = x[i] * step;
    }
    Arrays.fill(y, 0, width, 0);
    int group = head / (shape.heads() / shape.groups());
    int writing = shape.width() + group * depth;
    float stays = Exp.exp(step * shape.decays().at(head));
    for (int n = 0; n < depth; n++) {
      float b = xs.at(row, writing + n);
      float c = xs.at(row, writing + shape.keys() + n);
      remember(s[n], u, y, width, stays, b, c);
    }
    float skip = shape.skips().at(head);
    for (int i = 0; i < width; i++) {
      y[i] = Math.fma(x[i], skip, y[i]);
    }
  }

  // With the same index everywhere this becomes vector code.
  private static void remember(
      float[] memory, float[] u, float[] y, int width, float stays, float b, float c) {
    for (int i = 0; i < width; i++) {
      float value = Math.fma(memory[i], stays, b * u[i]);
      memory[i] = value;
      y[i] = Math.fma(value, c, y[i]);
    }
  }
}
