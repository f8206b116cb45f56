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
 * order {@code s[n, i] = fma(s[n, i], exp(d * decay[n]), b[n] * u[i])} and {@code y[i] = fma(s[n,
 * i], c[n], y[i])}, from zero; at last {@code y[i] = fma(x[i], skip, y[i])}.
 */
final class ReferenceScan {
  private static final int NARROW = 8; // values in a head: fewer are not worth arrays of their own

  private float[][] s = {}; // [depth, headWidth]; of a narrow head all in the first
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
    boolean narrow = width < NARROW;
    int rows = narrow ? 1 : shape.depth();
    int rowWidth = narrow ? width * shape.depth() : width;
    reserve(rows, rowWidth, width);
    States states = batch.cache(sequence).states();
    long at = states.memory(shape.layer()) + (long) head * shape.depth() * width;
    for (int n = 0; n < rows; n++) {
      long row = (at + (long) n * rowWidth) * Float.BYTES;
      MemorySegment.copy(states.present(), JAVA_FLOAT, row, s[n], 0, rowWidth);
    }
    for (int t = batch.start(sequence); t < batch.start(sequence + 1); t++) {
      step(shape, xs, t, steps.at(t, head), head);
      long row = ((long) t * shape.width() + (long) head * width) * Float.BYTES;
      MemorySegment.copy(y, 0, ys.write(), JAVA_FLOAT, row, width);
    }
    for (int n = 0; n < rows; n++) {
      long row = (at + (long) n * rowWidth) * Float.BYTES;
      MemorySegment.copy(s[n], 0, states.next(), JAVA_FLOAT, row, rowWidth);
    }
  }

  private void reserve(int rows, int rowWidth, int width) {
    int widest = s.length == 0 ? 0 : s[0].length;
    if (s.length < rows || widest < rowWidth) {
      s = new float[Math.max(s.length, rows)][Math.max(widest, rowWidth)];
    }
    if (x.length < width) {
      x = new float[width];
      u = new float[width];
      y = new float[width];
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
    boolean alike = shape.decays().size() == shape.heads();
    float stays = alike ? Exp.exp(step * shape.decays().at(head)) : 0;
    for (int n = 0; n < depth; n++) {
      if (!alike) {
        stays = Exp.exp(step * shape.decays().at(head * depth + n));
      }
      float b = xs.at(row, writing + n);
      float c = xs.at(row, writing + shape.keys() + n);
      if (width < NARROW) {
        remember(n * width, width, stays, b, c);
      } else {
        remember(s[n], u, y, width, stays, b, c);
      }
    }
    float skip = shape.skips().at(head);
    for (int i = 0; i < width; i++) {
      y[i] = Math.fma(x[i], skip, y[i]);
    }
  }

  private void remember(int at, int width, float stays, float b, float c) {
    float[] memories = s[0];
    for (int i = 0; i < width; i++) {
      float value = Math.fma(memories[at + i], stays, b * u[i]);
      memories[at + i] = value;
      y[i] = Math.fma(value, c, y[i]);
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
