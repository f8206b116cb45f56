package io.llamajar.kernel;

import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.UnpackedRow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The formulas of {@link Reference} written down once more, as plainly as they are stated. */
final class Formulas {
  private Formulas() {}

  /** {@code v[first]}, {@code v[first + 1]} ... whose indices count from {@code first}. */
  static float sum16(float[] v, int first) {
    float[] sums = new float[16];
    for (int k = first; k < v.length; k++) {
      sums[k % 16] += v[k];
    }
    return tree(sums);
  }

  static float dot16(float[] a, float[] b) {
    float[] sums = new float[16];
    for (int k = 0; k < a.length; k++) {
      sums[k % 16] = Math.fma(a[k], b[k], sums[k % 16]);
    }
    return tree(sums);
  }

  private static float tree(float[] sums) {
    for (int distance : new int[] {8, 4, 2, 1}) {
      for (int i = 0; i < distance; i++) {
        sums[i] = sums[i] + sums[i + distance];
      }
    }
    return sums[0];
  }

  /** Quantised activations: of each 32 values a scale. */
  static final class Lanes {
    final byte[] lanes;
    final float[] scales;

    private Lanes(int count) {
      lanes = new byte[count];
      scales = new float[count / 32];
    }

    /** As they lie in memory: 16 words for each 32 values. */
    int[] lines() {
      int[] lines = new int[scales.length * 16];
      ByteBuffer bytes = ByteBuffer.wrap(lanes).order(ByteOrder.nativeOrder());
      for (int block = 0; block < scales.length; block++) {
        int first = sum(32 * block, 32 * block + 16);
        int second = sum(32 * block + 16, 32 * block + 32);
        float scale = scales[block];
        int[] head = {
          Float.floatToRawIntBits(scale),
          Float.floatToRawIntBits(12582912 + 128 * first),
          Float.floatToRawIntBits(12582912 + 128 * second),
          Float.floatToRawIntBits(12582912 + 128 * (first + second)),
          Float.floatToRawIntBits(first * scale),
          Float.floatToRawIntBits(second * scale),
          Float.floatToRawIntBits((first + second) * scale),
          0
        };
        System.arraycopy(head, 0, lines, 16 * block, 8);
        bytes.position(32 * block).asIntBuffer().get(lines, 16 * block + 8, 8);
      }
      return lines;
    }

    private int sum(int from, int to) {
      int sum = 0;
      for (int k = from; k < to; k++) {
        sum += lanes[k];
      }
      return sum;
    }
  }

  static Lanes quantize(float[] x) {
    Lanes q = new Lanes(x.length);
    for (int block = 0; block < x.length / 32; block++) {
      float largest = 0;
      for (int i = 32 * block; i < 32 * block + 32; i++) {
        if (!Float.isNaN(x[i])) {
          largest = Math.max(largest, Math.abs(x[i]));
        }
      }
      if (largest < 0x1p-120f) {
        continue;
      }
      q.scales[block] = largest / 127;
      float inverse = 127 / largest;
      for (int i = 32 * block; i < 32 * block + 32; i++) {
        float scaled = x[i] * inverse;
        q.lanes[i] = Float.isNaN(scaled) ? 0 : (byte) Math.rint(scaled);
      }
    }
    return q;
  }

  /** A row of weights times a row of quantised activations. */
  static float product(BlockQuant quant, UnpackedRow w, Lanes x) {
    int group = quant.group();
    float y = 0;
    for (int g = 0; g < x.lanes.length / group; g++) {
      int s = 0;
      int a = 0;
      for (int k = g * group; k < (g + 1) * group; k++) {
        s += w.lanes()[k] * x.lanes[k];
        a += x.lanes[k];
      }
      float xScale = x.scales[g * group / 32];
      y = Math.fma(s, w.scales()[g] * xScale, y);
      if (quant.hasMinimum()) {
        y = Math.fma(w.minimums()[g], a * xScale, y);
      }
    }
    return y;
  }

  static float[] normalize(float[] x, float[] gain, float epsilon) {
    float mean = dot16(x, x) / x.length;
    float r = 1 / (float) Math.sqrt(mean + epsilon);
    float[] y = new float[x.length];
    for (int k = 0; k < x.length; k++) {
      y[k] = x[k] * r * gain[k];
    }
    return y;
  }

  static float[] center(float[] x) {
    float[] ones = new float[x.length];
    Arrays.fill(ones, 1);
    float mean = dot16(x, ones) / x.length;
    float[] y = new float[x.length];
    for (int k = 0; k < x.length; k++) {
      y[k] = x[k] - mean;
    }
    return y;
  }

  static float cap(float x, float cap) {
    return (1 - 2 / (Exp.exp(x * (2 / cap)) + 1)) * cap;
  }

  /** Turns one head; {@code angles} are its cosines, then its sines. */
  static float[] rotate(float[] head, float[] angles, Pairing pairing) {
    float[] turned = head.clone();
    int pairs = angles.length / 2;
    for (int i = 0; i < pairs; i++) {
      int first = pairing == Pairing.ADJACENT ? 2 * i : i;
      int second = pairing == Pairing.ADJACENT ? 2 * i + 1 : i + pairs;
      float a = head[first];
      float b = head[second];
      float c = angles[i];
      float s = angles[pairs + i];
      turned[first] = Math.fma(a, c, -(b * s));
      turned[second] = Math.fma(a, s, b * c);
    }
    return turned;
  }

  /** The nearest half-precision number, of two the even one. */
  static short half(float x) {
    if (Float.isNaN(x) || Float.isInfinite(x)) {
      return Float.floatToFloat16(x);
    }
    double step = Math.scalb(1.0, Math.max(Math.getExponent(x), -14) - 10);
    double rounded = Math.rint(x / step) * step;
    double magnitude = Math.abs(rounded) > 65504 ? Double.POSITIVE_INFINITY : Math.abs(rounded);
    return Float.floatToFloat16((float) Math.copySign(magnitude, x));
  }

  /** A block of 32 values as a Q8_0 cache keeps it: a scale and 32 lanes. */
  static void keep(float[] x, ByteBuffer kept) {
    float largest = 0;
    for (float value : x) {
      largest = Float.isNaN(value) ? largest : Math.max(largest, Math.abs(value));
    }
    boolean tiny = largest < 0x1p-120f;
    float d = largest / 127;
    float inverse = 1 / d;
    kept.putShort(tiny ? 0 : half(d));
    for (float value : x) {
      float scaled = tiny ? 0 : value * inverse;
      kept.put(Float.isNaN(scaled) ? 0 : (byte) Math.rint(scaled));
    }
  }

  static float gate(Activation activation, float g, float up) {
    if (activation == Activation.CLAMPED_SILU) {
      float bounded = up > -7 ? up : -7;
      return activate(activation, g) * ((bounded < 7 ? bounded : 7) + 1);
    }
    return activate(activation, g) * up;
  }

  static float activate(Activation activation, float x) {
    return switch (activation) {
      case SILU -> x / (1 + Exp.exp(-x));
      case GELU -> {
        float u = 1.5957692f * x * Math.fma(0.044715f, x * x, 1);
        yield x / (1 + Exp.exp(-u));
      }
      case SIGMOID -> 1 / (1 + Exp.exp(-x));
      case RELU -> x > 0 ? x : 0;
      case RELU_SQUARED -> x > 0 ? x * x : 0;
      case CLAMPED_SILU -> {
        float c = x < 7 ? x : 7;
        yield c / (1 + Exp.exp(-1.702f * c));
      }
    };
  }

  record Chosen(int expert, float weight) {}

  /** The experts of one token. */
  static List<Chosen> route(Routing routing, float[] logits) {
    float[] p = gated(routing, logits);
    float[] score = p.clone();
    for (int e = 0; e < p.length; e++) {
      int expert = e;
      routing.bias().ifPresent(b -> score[expert] += b.at(expert));
    }
    int size = p.length / routing.groups();
    List<Integer> groups =
        best(IntStream.range(0, routing.groups()), g -> groupScore(score, g * size, size))
            .limit(routing.usedGroups())
            .toList();
    List<Chosen> best =
        best(IntStream.range(0, p.length).filter(e -> groups.contains(e / size)), e -> score[e])
            .limit(routing.used())
            .map(e -> new Chosen(e, p[e]))
            .toList();
    if (routing.gating() == Routing.Gating.SOFTMAX_OF_CHOSEN) {
      float largest = best.getFirst().weight;
      best = best.stream().map(c -> new Chosen(c.expert, Exp.exp(c.weight - largest))).toList();
      float total = sum(best);
      best = best.stream().map(c -> new Chosen(c.expert, c.weight / total)).toList();
    }
    float divisor = routing.renormalize() ? Math.max(sum(best), 0x1p-14f) : 1;
    return best.stream()
        .map(c -> new Chosen(c.expert, c.weight / divisor * routing.scale()))
        .toList();
  }

  private static float[] gated(Routing routing, float[] logits) {
    float[] p = logits.clone();
    switch (routing.gating()) {
      case SOFTMAX -> {
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
          largest = Math.max(largest, logit);
        }
        for (int e = 0; e < p.length; e++) {
          p[e] = Exp.exp(logits[e] - largest);
        }
        float total = sum16(p, 0);
        for (int e = 0; e < p.length; e++) {
          p[e] /= total;
        }
      }
      case SIGMOID -> {
        for (int e = 0; e < p.length; e++) {
          p[e] = activate(Activation.SIGMOID, logits[e]);
        }
      }
      case SOFTMAX_OF_CHOSEN -> {}
    }
    return p;
  }

  /** The sum of the two largest of a group. */
  private static float groupScore(float[] score, int from, int size) {
    List<Integer> best = best(IntStream.range(from, from + size), e -> score[e]).limit(2).toList();
    return best.size() == 1 ? score[best.getFirst()] : score[best.get(0)] + score[best.get(1)];
  }

  private static Stream<Integer> best(IntStream indices, IntToDoubleFunction score) {
    return indices
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -score.applyAsDouble(i))); // stable
  }

  private static float sum(List<Chosen> chosen) {
    float sum = 0;
    for (Chosen each : chosen) {
      sum += each.weight;
    }
    return sum;
  }

  /** The part {@code [at, at + count)} of an array. */
  static float[] part(float[] values, int at, int count) {
    return Arrays.copyOfRange(values, at, at + count);
  }
}
