package io.llamajar.kernel;

import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.Vector;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a query head of one token gathers: the formula of {@link Reference#attend} written down once
 * more, as plainly as it is stated, and that of real numbers.
 *
 * @param position of the token
 * @param sees which positions it sees
 */
record AttentionFormula(int head, Scoring scoring, int position, IntPredicate sees) {
  private float slope() {
    Optional<Vector> slopes = scoring.slopes();
    return slopes.isPresent() ? slopes.get().at(head) : 0;
  }

  private float score(float[] query, float[] key, int j) {
    float score = Formulas.dot16(key, query) * scoring.scale();
    float capped = scoring.isCapped() ? Formulas.cap(score, scoring.cap()) : score;
    return Math.fma(-Math.abs(position - j), slope(), capped);
  }

  /** One head of one token, to the bit; there is a key and a value for each position. */
  float[] attend(float[] query, float[][] keys, float[][] values) {
    Optional<Vector> sinks = scoring.sinks();
    boolean begun = sinks.isPresent();
    float m = begun ? sinks.get().at(head) : 0;
    float l = 1;
    float[] o = new float[values[position].length];
    for (int page = 0; page < keys.length; page += KvCache.PAGE) {
      int[] seen = seen(page, Math.min(page + KvCache.PAGE, keys.length));
      if (seen.length == 0) {
        continue;
      }
      float[] s = new float[keys.length];
      float m2 = Float.NEGATIVE_INFINITY;
      for (int j : seen) {
        s[j] = score(query, keys[j], j);
        m2 = Math.max(m2, s[j]);
      }
      float[] p = new float[keys.length];
      float[] o2 = new float[o.length];
      for (int j : seen) {
        p[j] = Exp.exp(s[j] - m2);
        for (int d = 0; d < o2.length; d++) {
          o2[d] = Math.fma(p[j], values[j][d], o2[d]);
        }
      }
      float l2 = Formulas.sum16(p, page);
      float larger = begun ? Math.max(m, m2) : m2;
      float a = Exp.exp(m - larger);
      float b = Exp.exp(m2 - larger);
      l = begun ? Math.fma(l, a, l2 * b) : l2;
      for (int d = 0; d < o.length; d++) {
        o[d] = begun ? Math.fma(o[d], a, o2[d] * b) : o2[d];
      }
      m = larger;
      begun = true;
    }
    for (int d = 0; d < o.length; d++) {
      o[d] /= l;
    }
    return o;
  }

  private int[] seen(int from, int to) {
    return IntStream.range(from, to).filter(sees).toArray();
  }

  /** The plain formula, {@code sum of e^s v / sum of e^s}: no page, no largest score. */
  double[] softmax(float[] query, float[][] keys, float[][] values) {
    double[] o = new double[values[position].length];
    Optional<Vector> sinks = scoring.sinks();
    double sum = sinks.isPresent() ? Math.exp(sinks.get().at(head)) : 0;
    for (int j : seen(0, keys.length)) {
      double score = 0;
      for (int k = 0; k < query.length; k++) {
        score += (double) keys[j][k] * query[k];
      }
      score *= scoring.scale();
      if (scoring.isCapped()) {
        score = scoring.cap() * Math.tanh(score / scoring.cap());
      }
      double p = Math.exp(score - slope() * (double) Math.abs(position - j));
      sum += p;
      for (int d = 0; d < o.length; d++) {
        o[d] += p * values[j][d];
      }
    }
    double all = sum;
    return Arrays.stream(o).map(value -> value / all).toArray();
  }
}
