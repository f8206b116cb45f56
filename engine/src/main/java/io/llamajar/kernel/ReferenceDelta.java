package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.tensor.Batch;
import io.llamajar.tensor.States;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * One thread's delta rule for one head.
 *
 * <p>For each token in turn: its query and key are made of length 1, {@code q[i] * r} with {@code r
 * = 1 / sqrt(dot16(q, q) + epsilon)}. With {@code e[i] = exp(decay[i])}, which may be one for all
 * {@code i}, for each {@code i} in order {@code s[i, j] = s[i, j] * e[i]} and {@code d[j] =
 * fma(s[i, j], k[i], d[j])}, from zero; {@code d[j] = (v[j] - d[j]) * share}; again for each {@code
 * i} {@code s[i, j] = fma(k[i], d[j], s[i, j])} and {@code y[j] = fma(s[i, j], q[i], y[j])}, from
 * zero; at last {@code y[j] = y[j] * (1 / sqrt(keyWidth))}.
 */
final class ReferenceDelta {
  private float[][] s = {}; // [keyWidth, valueWidth]
  private float[] q = {}; // [keyWidth]
  private float[] k = {}; // [keyWidth]
  private float[] v = {}; // [valueWidth]
  private float[] d = {}; // [valueWidth]
  private float[] y = {}; // [valueWidth]

  void correct(
      DeltaRule rule,
      Tensor x,
      Tensor decays,
      Tensor shares,
      Batch batch,
      int sequence,
      Tensor ys,
      int head) {
    reserve(rule);
    int width = rule.valueWidth();
    States states = batch.cache(sequence).states();
    long at = states.memory(rule.layer()) + (long) head * rule.keyWidth() * width;
    for (int i = 0; i < rule.keyWidth(); i++) {
      long row = (at + (long) i * width) * Float.BYTES;
      MemorySegment.copy(states.present(), JAVA_FLOAT, row, s[i], 0, width);
    }
    for (int t = batch.start(sequence); t < batch.start(sequence + 1); t++) {
      int key = rule.keyHead(head) * rule.keyWidth();
      direction(x, t, key, q, rule);
      direction(x, t, rule.keys() + key, k, rule);
      take(x, t, 2 * rule.keys() + head * width, v, width);
      recall(rule, decays, t, head);
      correct(rule, shares.at(t, head));
      long row = ((long) t * rule.values() + (long) head * width) * Float.BYTES;
      MemorySegment.copy(y, 0, ys.write(), JAVA_FLOAT, row, width);
    }
    for (int i = 0; i < rule.keyWidth(); i++) {
      long row = (at + (long) i * width) * Float.BYTES;
      MemorySegment.copy(s[i], 0, states.next(), JAVA_FLOAT, row, width);
    }
  }

  private void reserve(DeltaRule rule) {
    if (k.length < rule.keyWidth() || v.length < rule.valueWidth()) {
      q = new float[Math.max(q.length, rule.keyWidth())];
      k = new float[q.length];
      v = new float[Math.max(v.length, rule.valueWidth())];
      d = new float[v.length];
      y = new float[v.length];
      s = new float[q.length][v.length];
    }
  }

  private static void take(Tensor x, int row, int column, float[] values, int width) {
    long at = ((long) row * x.columns() + column) * Float.BYTES;
    MemorySegment.copy(x.read(), JAVA_FLOAT, at, values, 0, width);
  }

  private static void direction(Tensor x, int row, int column, float[] values, DeltaRule rule) {
    int width = rule.keyWidth();
    take(x, row, column, values, width);
    float squares = Sums.dot16(values, x.read(), (long) row * x.columns() + column, width);
    float r = 1 / (float) Math.sqrt(squares + rule.epsilon());
    for (int i = 0; i < width; i++) {
      values[i] *= r;
    }
  }

  /** Fades the matrix, and asks it for the key's value. */
  private void recall(DeltaRule rule, Tensor decays, int row, int head) {
    int width = rule.valueWidth();
    int each = decays.columns() / rule.heads(); // 1, or as many as keys have values
    Arrays.fill(d, 0, width, 0);
    float stays = 0;
    for (int i = 0; i < rule.keyWidth(); i++) {
      if (i < each) {
        stays = Exp.exp(decays.at(row, head * each + i));
      }
      fade(s[i], d, width, stays, k[i]);
    }
  }

  // With the same index everywhere this and what is below become vector code.
  private static void fade(float[] row, float[] d, int width, float stays, float key) {
    for (int j = 0; j < width; j++) {
      float value = row[j] * stays;
      row[j] = value;
      d[j] = Math.fma(value, key, d[j]);
    }
  }

  /** Corrects the matrix, and asks it for the query's value. */
  private void correct(DeltaRule rule, float share) {
    int width = rule.valueWidth();
    for (int j = 0; j < width; j++) {
      d[j] = (v[j] - d[j]) * share;
    }
    Arrays.fill(y, 0, width, 0);
    for (int i = 0; i < rule.keyWidth(); i++) {
      write(s[i], d, y, width, k[i], q[i]);
    }
    float scale = 1 / (float) Math.sqrt(rule.keyWidth());
    for (int j = 0; j < width; j++) {
      y[j] *= scale;
    }
  }

  private static void write(float[] row, float[] d, float[] y, int width, float key, float query) {
    for (int j = 0; j < width; j++) {
      float value = Math.fma(key, d[j], row[j]);
      row[j] = value;
      y[j] = Math.fma(value, query, y[j]);
    }
  }
}
