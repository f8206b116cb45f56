package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.llamajar.quant.BlockQuant;
import io.llamajar.quant.FloatQuant;
import io.llamajar.quant.UnpackedRow;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Quantized;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The arithmetic of every operation in plain Java: the definition that all other kernels equal to
 * the bit, and what runs where there are no others.
 *
 * <p>Integer sums are exact in any order. For floating-point numbers the order of the steps is part
 * of the definition, chosen so that vector registers follow it at no cost:
 *
 * <ul>
 *   <li>{@code fma(a, b, c)} is {@code a * b + c} rounded once; every other step is rounded to
 *       float32, to nearest even. Division and square root are IEEE's.
 *   <li>{@code sum16(v)} adds many values in 16 partial sums, value {@code k} to sum {@code k mod
 *       16}, in the order of {@code k} and starting from zero; then sum {@code i} takes in sum
 *       {@code i + 8}, then {@code i + 4}, {@code i + 2}, {@code i + 1}. {@code dot16(a, b)} is the
 *       same with {@code fma(a[k], b[k], sum)}.
 *   <li>{@code exp} is {@link Exp#exp}.
 * </ul>
 *
 * <p>Subnormal numbers are numbers: none is taken for zero. Infinities and NaN are computed with as
 * IEEE 754 has it, except that a NaN counts as zero when activations are quantised; {@code max} is
 * NaN if one of its values is. Which NaN a result is, its sign and payload, is left open.
 */
final class Reference implements Kernels {
  static final String NAME = "reference";

  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
  private final Recurrences recurrences = new ReferenceRecurrences();

  @Override
  public String name() {
    return NAME;
  }

  /** {@code y[t, k]} is exactly the value that the table's type decodes to. */
  @Override
  public void embed(Weights table, int[] tokens, Tensor y, int from, int to) {
    int columns = table.columns();
    Scratch mine = scratch.get();
    float[] row = mine.floats(columns);
    MemorySegment out = y.write();
    for (int t = from; t < to; t++) {
      long offset = table.rowOffset(tokens[t]);
      switch (table.quant()) {
        case FloatQuant quant -> quant.decode(table.data(), offset, row, columns);
        case BlockQuant quant -> {
          mine.row.unpack(quant, table.data(), offset, columns);
          mine.row.decode(quant, row, columns);
        }
      }
      MemorySegment.copy(row, 0, out, JAVA_FLOAT, (long) t * columns * Float.BYTES, columns);
    }
  }

  /**
   * For each block of 32 values: {@code largest = max |x|}, NaN passed over; if it is below {@link
   * Quantized#TINY}, the scale and all lanes are zero; else {@code scale = largest / 127}, {@code
   * lane = round(x * (127 / largest))}, to nearest even, or zero where that product is NaN: next to
   * an infinity, whose block has an infinite scale, all lanes are zero. Of the sums of lanes {@link
   * Quantized} says which there are; each is multiplied with the scale once.
   */
  @Override
  public void quantize(Tensor x, int from, int to) {
    MemorySegment values = x.read();
    MemorySegment lines = x.quantized().blocks();
    long first = (long) from * x.columns() / Quantized.BLOCK;
    long last = (long) to * x.columns() / Quantized.BLOCK;
    for (long block = first; block < last; block++) {
      quantize(values, block * Quantized.BLOCK, lines, block * Quantized.LINE);
    }
  }

  private static void quantize(MemorySegment values, long at, MemorySegment lines, long line) {
    float largest = 0;
    for (int i = 0; i < Quantized.BLOCK; i++) {
      float magnitude = Math.abs(values.getAtIndex(JAVA_FLOAT, at + i));
      largest = magnitude > largest ? magnitude : largest;
    }
    boolean tiny = largest < Quantized.TINY;
    float inverse = tiny ? 0 : 127 / largest;
    float scale = tiny ? 0 : largest / 127;
    lines.set(JAVA_FLOAT, line + Quantized.SCALE, scale);
    int all = 0;
    for (int half = 0; half < Quantized.BLOCK; half += Quantized.SUM) {
      int sum = 0;
      for (int i = half; i < half + Quantized.SUM; i++) {
        int lane = (int) Math.rint(values.getAtIndex(JAVA_FLOAT, at + i) * inverse);
        lines.set(JAVA_BYTE, line + Quantized.LANES + i, (byte) lane);
        sum += lane;
      }
      putSum(lines, line, Quantized.sumOf(Quantized.SUM, half), sum, scale);
      all += sum;
    }
    putSum(lines, line, Quantized.sumOf(Quantized.BLOCK, 0), all, scale);
    lines.set(JAVA_INT, line + Quantized.UNUSED, 0);
  }

  private static void putSum(MemorySegment lines, long line, int which, int sum, float scale) {
    float excess = Quantized.EXCESS + Quantized.EXCESS_ZERO * sum;
    lines.set(JAVA_FLOAT, line + Quantized.EXCESSES + which, excess);
    lines.set(JAVA_FLOAT, line + Quantized.PRODUCTS + which, sum * scale);
  }

  /**
   * For weights in blocks, starting from {@code y = 0} and for each group {@code g} of 16 or 32 in
   * order, with the integers {@code s = sum of weight lanes * activation lanes} and {@code a = sum
   * of activation lanes}, both over the group and exact in float32: {@code y = fma(s, scale[g] *
   * xScale, y)} and, if the type has minimums, {@code y = fma(minimum[g], a * xScale, y)}.
   *
   * <p>For weights that are floating-point numbers: {@code y = dot16(w, x)}.
   */
  @Override
  public void multiply(Product product, int from, int to) {
    Scratch mine = scratch.get();
    Weights w = product.weights();
    Tensor x = product.x();
    MemorySegment out = product.y().write();
    int columns = w.columns();
    for (int r = from; r < to; r++) {
      switch (w.quant()) {
        case FloatQuant quant -> {
          float[] row = mine.floats(columns);
          quant.decode(w.data(), w.rowOffset(r), row, columns);
          for (int t = 0; t < product.rows(); t++) {
            long at = (long) (product.xRow() + t) * columns;
            float dot = Sums.dot16(row, x.read(), at, columns);
            out.setAtIndex(JAVA_FLOAT, (long) (product.yRow() + t) * w.rows() + r, dot);
          }
        }
        case BlockQuant quant -> {
          mine.row.unpack(quant, w.data(), w.rowOffset(r), columns);
          for (int t = 0; t < product.rows(); t++) {
            float dot = dot(quant, mine.row, x.quantized(), product.xRow() + t, columns);
            out.setAtIndex(JAVA_FLOAT, (long) (product.yRow() + t) * w.rows() + r, dot);
          }
        }
      }
    }
  }

  private static float dot(BlockQuant quant, UnpackedRow w, Quantized x, int token, int columns) {
    int group = quant.group();
    byte[] lanes = w.lanes();
    MemorySegment lines = x.blocks();
    long first = (long) token * columns / Quantized.BLOCK;
    float y = 0;
    for (int g = 0, k = 0; k < columns; g++, k += group) {
      long line = (first + k / Quantized.BLOCK) * Quantized.LINE;
      long xLanes = line + Quantized.LANES + k % Quantized.BLOCK;
      int sum = 0;
      for (int i = 0; i < group; i++) {
        sum += lanes[k + i] * lines.get(JAVA_BYTE, xLanes + i);
      }
      float xScale = lines.get(JAVA_FLOAT, line + Quantized.SCALE);
      y = Math.fma((float) sum, w.scales()[g] * xScale, y);
      if (quant.hasMinimum()) {
        long product = line + Quantized.PRODUCTS + Quantized.sumOf(group, k);
        y = Math.fma(w.minimums()[g], lines.get(JAVA_FLOAT, product), y);
      }
    }
    return y;
  }

  /** For each run of {@code n = size} values: {@code y[k] = x[k] - dot16(x, 1) / n}. */
  @Override
  public void center(Tensor x, int size, Tensor y, int from, int to) {
    float[] ones = scratch.get().floats(size);
    Arrays.fill(ones, 0, size, 1);
    MemorySegment in = x.read();
    MemorySegment out = y.write();
    long last = (long) to * x.columns();
    for (long at = (long) from * x.columns(); at < last; at += size) {
      float mean = Sums.dot16(ones, in, at, size) / size;
      for (int k = 0; k < size; k++) {
        out.setAtIndex(JAVA_FLOAT, at + k, in.getAtIndex(JAVA_FLOAT, at + k) - mean);
      }
    }
  }

  /**
   * For each run of {@code n = gain.size} values: {@code r = 1 / sqrt(dot16(x, x) / n + epsilon)},
   * {@code y[k] = (x[k] * r) * gain[k]}.
   */
  @Override
  public void normalize(Tensor x, Vector gain, float epsilon, Tensor y, int from, int to) {
    int n = gain.size();
    float[] run = scratch.get().floats(n);
    MemorySegment in = x.read();
    MemorySegment out = y.write();
    long last = (long) to * x.columns();
    for (long at = (long) from * x.columns(); at < last; at += n) {
      MemorySegment.copy(in, JAVA_FLOAT, at * Float.BYTES, run, 0, n);
      float mean = Sums.dot16(run, in, at, n) / n;
      float r = 1 / (float) Math.sqrt(mean + epsilon);
      for (int k = 0; k < n; k++) {
        float value = (run[k] * r) * gain.floats().getAtIndex(JAVA_FLOAT, k);
        out.setAtIndex(JAVA_FLOAT, at + k, value);
      }
    }
  }

  /**
   * For a pair {@code (a, b)} with cosine {@code c} and sine {@code s}: {@code a' = fma(a, c, -(b *
   * s))}, {@code b' = fma(a, s, b * c)}.
   */
  @Override
  public void rotate(Tensor x, Tensor angles, int headWidth, Pairing pairing, int from, int to) {
    MemorySegment values = x.write();
    int pairs = angles.columns() / 2;
    int step = pairing == Pairing.ADJACENT ? 2 : 1;
    int distance = pairing == Pairing.ADJACENT ? 1 : pairs;
    for (int t = from; t < to; t++) {
      for (int head = 0; head < x.columns(); head += headWidth) {
        long at = (long) t * x.columns() + head;
        for (int i = 0; i < pairs; i++, at += step) {
          float c = angles.at(t, i);
          float s = angles.at(t, pairs + i);
          float a = values.getAtIndex(JAVA_FLOAT, at);
          float b = values.getAtIndex(JAVA_FLOAT, at + distance);
          values.setAtIndex(JAVA_FLOAT, at, Math.fma(a, c, -(b * s)));
          values.setAtIndex(JAVA_FLOAT, at + distance, Math.fma(a, s, b * c));
        }
      }
    }
  }

  /**
   * In an F16 cache each value is rounded to half precision, to nearest even.
   *
   * <p>In a Q8_0 cache, for each block of 32 values of a head: {@code largest = max |x|}, NaN
   * passed over; if it is below {@link Quantized#TINY}, the scale and all lanes are zero; else
   * {@code d = largest / 127}, the scale is {@code d} rounded to half precision, {@code lane =
   * round(x * (1 / d))}, both to nearest even, or zero where that product is NaN.
   */
  @Override
  public void store(Tensor keys, Tensor values, Batch batch, int layer, int from, int to) {
    KvShape kv = batch.shape(layer);
    for (int row = from; row < to; row++) {
      KvCache cache = batch.cache(batch.sequence(row));
      int position = batch.position(row);
      for (int head = 0; head < kv.heads(); head++) {
        MemorySegment key = head(keys, row, head, kv.keyWidth());
        MemorySegment value = head(values, row, head, kv.valueWidth());
        KvRows.write(key, cache.quant(), cache.key(layer, head, position));
        KvRows.write(value, cache.quant(), cache.value(layer, head, position));
      }
    }
  }

  private static MemorySegment head(Tensor x, int row, int head, int width) {
    long at = (long) row * x.columns() + (long) head * width;
    return x.read().asSlice(at * Float.BYTES, (long) width * Float.BYTES);
  }

  /**
   * For a head, over the positions that its token sees, taken in blocks of {@link KvCache#PAGE}
   * that begin at multiples of it, with keys and values as float32 (in a Q8_0 cache {@code scale *
   * lane}): {@code s[j] = dot16(key[j], query) * scale}, capped as {@link #cap} has it if there is
   * a cap, then, if there are slopes, {@code s[j] = fma(-|j - position|, slope[head], s[j])};
   * {@code m = max s}, {@code p[j] = exp(s[j] - m)}, {@code l = sum16(p)} with {@code j} the
   * position, {@code o[d] = fma(p[j], value[j, d], o[d])} in order from zero.
   *
   * <p>Blocks are merged in order: with {@code M = max(m1, m2)}, {@code a = exp(m1 - M)}, {@code b
   * = exp(m2 - M)}: {@code l = fma(l1, a, l2 * b)}, {@code o = fma(o1, a, o2 * b)}. If there are
   * sinks, the first block is merged in this way with {@code m1 = sink[head]}, {@code l1 = 1},
   * {@code o1 = 0}. At the end {@code y = o / l}.
   */
  @Override
  public void attend(
      AttentionShape shape, Tensor queries, Batch batch, Tensor y, int from, int to) {
    scratch.get().attention.attend(shape, queries, batch, y, from, to);
  }

  /** A page by itself: what {@link #attend} has of it before it is merged. */
  @Override
  public void attendPages(
      AttentionShape shape, Tensor queries, Batch batch, Tensor parts, int from, int to) {
    scratch.get().attention.attendPages(shape, queries, batch, parts, from, to);
  }

  @Override
  public void mergePages(
      AttentionShape shape, Batch batch, Tensor parts, Tensor y, int from, int to) {
    ReferenceAttention attention = scratch.get().attention;
    for (int query = from; query < to; query++) {
      attention.mergePages(shape, batch, parts, y, query);
    }
  }

  /**
   * {@code gate = a(g) * u}, where {@code a} is as {@link Activations} has it. Of {@code
   * CLAMPED_SILU}, {@code u} is {@code clamp(up, -7, 7) + 1}, and -6 if {@code up} is NaN.
   */
  @Override
  public void gate(Activation activation, Tensor gate, Tensor up, int from, int to) {
    MemorySegment gates = gate.write();
    MemorySegment ups = up.read();
    long last = (long) to * gate.columns();
    for (long i = (long) from * gate.columns(); i < last; i++) {
      float u = ups.getAtIndex(JAVA_FLOAT, i);
      if (activation == Activation.CLAMPED_SILU) {
        u = Activations.clamped(u) + 1;
      }
      float g = gates.getAtIndex(JAVA_FLOAT, i);
      gates.setAtIndex(JAVA_FLOAT, i, Activations.of(activation, g) * u);
    }
  }

  /** As {@link Activations} has it. */
  @Override
  public void activate(Activation activation, Tensor x, int from, int to) {
    MemorySegment values = x.write();
    long last = (long) to * x.columns();
    for (long i = (long) from * x.columns(); i < last; i++) {
      values.setAtIndex(
          JAVA_FLOAT, i, Activations.of(activation, values.getAtIndex(JAVA_FLOAT, i)));
    }
  }

  /**
   * SOFTMAX: {@code p[e] = exp(logit[e] - max logit)}, divided by {@code sum16(p)}; SIGMOID as of
   * activations; SOFTMAX_OF_CHOSEN: the logits. The choice is by {@code p}, plus the bias. Of
   * groups that many are kept whose two largest have the largest sum. Then the {@code used}
   * largest, largest first, among equals the first; if of the chosen, {@code exp(p - first p)}
   * divided by the sum of them in that order; if renormalised, each divided by {@code max(sum of
   * them in that order, 2^-14)}; each times {@code scale}. A NaN is never larger than another.
   */
  @Override
  public void route(Routing routing, Tensor logits, Selection selection, int from, int to) {
    for (int t = from; t < to; t++) {
      scratch.get().routing.route(routing, logits, selection, t);
    }
  }

  /** {@code y[k] = fma(weight[j], result[row[j], k], y[k])} in the order of rank, from zero. */
  @Override
  public void combine(
      Routing routing, Tensor results, Selection selection, Tensor y, int from, int to) {
    MemorySegment out = y.write();
    int columns = y.columns();
    for (int t = from; t < to; t++) {
      for (int k = 0; k < columns; k++) {
        float sum = 0;
        for (int entry = t * routing.used(); entry < (t + 1) * routing.used(); entry++) {
          float result = results.at(selection.row(entry), k);
          sum = Math.fma(selection.weight(entry), result, sum);
        }
        out.setAtIndex(JAVA_FLOAT, (long) t * columns + k, sum);
      }
    }
  }

  /** {@code x = x + delta}. */
  @Override
  public void add(Tensor x, Tensor delta, int from, int to) {
    MemorySegment values = x.write();
    long last = (long) to * x.columns();
    for (long i = (long) from * x.columns(); i < last; i++) {
      float sum = values.getAtIndex(JAVA_FLOAT, i) + delta.read().getAtIndex(JAVA_FLOAT, i);
      values.setAtIndex(JAVA_FLOAT, i, sum);
    }
  }

  /** {@code x[t, k] = x[t, k] + bias[k]}. */
  @Override
  public void addBias(Tensor x, Vector bias, int from, int to) {
    MemorySegment values = x.write();
    for (int t = from; t < to; t++) {
      for (int k = 0; k < bias.size(); k++) {
        long i = (long) t * bias.size() + k;
        float sum = values.getAtIndex(JAVA_FLOAT, i) + bias.floats().getAtIndex(JAVA_FLOAT, k);
        values.setAtIndex(JAVA_FLOAT, i, sum);
      }
    }
  }

  /** {@code x = x * factor}. */
  @Override
  public void scale(Tensor x, float factor, int from, int to) {
    MemorySegment values = x.write();
    long last = (long) to * x.columns();
    for (long i = (long) from * x.columns(); i < last; i++) {
      values.setAtIndex(JAVA_FLOAT, i, values.getAtIndex(JAVA_FLOAT, i) * factor);
    }
  }

  /** {@code x = (1 - 2 / (exp(x * (2 / cap)) + 1)) * cap}. */
  @Override
  public void cap(Tensor x, float cap, int from, int to) {
    MemorySegment values = x.write();
    long last = (long) to * x.columns();
    for (long i = (long) from * x.columns(); i < last; i++) {
      values.setAtIndex(JAVA_FLOAT, i, cap(values.getAtIndex(JAVA_FLOAT, i), cap));
    }
  }

  static float cap(float x, float cap) {
    return (1 - 2 / (Exp.exp(x * (2 / cap)) + 1)) * cap;
  }

  @Override
  public Recurrences recurrences() {
    return recurrences;
  }

  /** What one thread needs beside its results, kept so that nothing is allocated per token. */
  private static final class Scratch {
    final UnpackedRow row = new UnpackedRow();
    final ReferenceAttention attention = new ReferenceAttention();
    final ReferenceRouting routing = new ReferenceRouting();
    private float[] floats = {};

    float[] floats(int count) {
      if (floats.length < count) {
        floats = new float[count];
      }
      return floats;
    }
  }
}
