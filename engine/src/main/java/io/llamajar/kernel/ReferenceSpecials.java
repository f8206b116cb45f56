package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;

/**
 * The arithmetic of rare operations in plain Java, which no others replace so far.
 *
 * <p>Sums are of float64 numbers and in order; every other step is rounded to float32.
 */
final class ReferenceSpecials implements Specials {
  static final Specials INSTANCE = new ReferenceSpecials();

  private ReferenceSpecials() {}

  /** {@code fma(weight, x[a], sum)} in the order of {@code a}, from {@code x[b]} on. */
  @Override
  public void mixStreams(Tensor x, Tensor weights, int from, int to) {
    int streams = (int) Math.sqrt(weights.columns());
    int width = x.columns() / streams;
    float[] mixed = new float[streams];
    MemorySegment values = x.write();
    for (int row = from; row < to; row++) {
      for (int k = 0; k < width; k++) {
        long at = (long) row * x.columns() + k;
        for (int b = 0; b < streams; b++) {
          float sum = values.getAtIndex(JAVA_FLOAT, at + (long) b * width);
          for (int a = 0; a < streams; a++) {
            float value = values.getAtIndex(JAVA_FLOAT, at + (long) a * width);
            sum = Math.fma(weights.at(row, b * streams + a), value, sum);
          }
          mixed[b] = sum;
        }
        for (int b = 0; b < streams; b++) {
          values.setAtIndex(JAVA_FLOAT, at + (long) b * width, mixed[b]);
        }
      }
    }
  }

  /** {@code x[a] = fma(weights[a], delta, x[a])}. */
  @Override
  public void addToStreams(Tensor x, Tensor delta, Tensor weights, int from, int to) {
    int width = delta.columns();
    MemorySegment values = x.write();
    for (int row = from; row < to; row++) {
      for (int a = 0; a < weights.columns(); a++) {
        float weight = weights.at(row, a);
        long at = (long) row * x.columns() + (long) a * width;
        for (int k = 0; k < width; k++) {
          float value = values.getAtIndex(JAVA_FLOAT, at + k);
          values.setAtIndex(JAVA_FLOAT, at + k, Math.fma(weight, delta.at(row, k), value));
        }
      }
    }
  }

  /** {@code x = x * (|model| / |x|)}, both lengths rounded before they are divided. */
  @Override
  public void matchLength(Tensor x, Tensor model, int from, int to) {
    for (int row = from; row < to; row++) {
      float length = (float) Math.sqrt(squares(x, row, 0));
      float wanted = (float) Math.sqrt(squares(model, row, 0));
      if (length != 0) {
        scale(x, row, wanted / length);
      }
    }
  }

  /**
   * Of {@code n} values, with {@code d = deviations * sqrt(sum of (x - mean)^2 / (n - 1))} and
   * {@code r = x - mean - d}: {@code x = r} if it is more than 0, else 0.
   */
  @Override
  public void sparsify(Tensor x, float deviations, int from, int to) {
    int n = x.columns();
    MemorySegment values = x.write();
    for (int row = from; row < to; row++) {
      double sum = 0;
      for (int k = 0; k < n; k++) {
        sum += x.at(row, k);
      }
      float mean = (float) (sum / n);
      float d = deviations * (float) Math.sqrt(squares(x, row, mean) / (n - 1));
      for (int k = 0; k < n; k++) {
        float rest = x.at(row, k) - mean - d;
        values.setAtIndex(JAVA_FLOAT, (long) row * n + k, rest > 0 ? rest : 0);
      }
    }
  }

  private static double squares(Tensor x, int row, float mean) {
    double sum = 0;
    for (int k = 0; k < x.columns(); k++) {
      double distance = x.at(row, k) - mean;
      sum += distance * distance;
    }
    return sum;
  }

  private static void scale(Tensor x, int row, float factor) {
    MemorySegment values = x.write();
    long last = (row + 1L) * x.columns();
    for (long i = (long) row * x.columns(); i < last; i++) {
      values.setAtIndex(JAVA_FLOAT, i, values.getAtIndex(JAVA_FLOAT, i) * factor);
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

  /** A NaN stays one. */
  @Override
  public void clamp(Tensor x, float limit, int from, int to) {
    MemorySegment values = x.write();
    long last = (long) to * x.columns();
    for (long i = (long) from * x.columns(); i < last; i++) {
      float value = values.getAtIndex(JAVA_FLOAT, i);
      values.setAtIndex(JAVA_FLOAT, i, Math.max(-limit, Math.min(value, limit)));
    }
  }

  /**
   * Above 0 {@code fma(positive, x, slope) * x}; elsewhere, with {@code e = exp(min(x, least)) - 1}
   * , rounded from float64, {@code fma(slope, x, (e - x) * negative)}.
   */
  @Override
  public void activate(Xielu function, Tensor x, int from, int to) {
    MemorySegment values = x.write();
    long last = (long) to * x.columns();
    for (long i = (long) from * x.columns(); i < last; i++) {
      float value = values.getAtIndex(JAVA_FLOAT, i);
      values.setAtIndex(JAVA_FLOAT, i, of(function, value));
    }
  }

  private static float of(Xielu function, float x) {
    if (x > 0) {
      return Math.fma(function.positive(), x, function.slope()) * x;
    }
    float e = (float) StrictMath.expm1(Math.min(x, function.least()));
    return Math.fma(function.slope(), x, (e - x) * function.negative());
  }
}
