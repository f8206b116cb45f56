package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Layers with a state compute what their formulas say, and the same bits however a text is cut into
 * batches, which others share them, and how the work is divided.
 */
@EveryKernels
class RecurrencesTest {
  private static final int ROWS = 9;
  private static final int LAYER = 1;
  private static final StateShape OTHER = new StateShape(5, 7); // of layer 0

  @AutoClose private final Memory memory;
  private final Recurrences recurrences;
  private final Specials specials;

  RecurrencesTest(Kernels kernels, WatchedArena.Around around) {
    this.recurrences = kernels.recurrences();
    this.specials = kernels.specials();
    this.memory = new Memory(around);
  }

  private interface Work {
    void run(List<Tensor> inputs, Batch batch, Tensor y, int from, int to);
  }

  /** Values of all rows of a sequence. */
  private static final class Input {
    final int columns;
    final float[] values;

    Input(int columns, int seed) {
      this.columns = columns;
      this.values = Numbers.ORDINARY.take(ROWS * columns, seed);
    }
  }

  /** An operation whose result has rows of {@code width}. */
  private record Operation(StateShape state, int items, int width, List<Input> inputs, Work work) {}

  private KvCache cache(Operation operation) {
    List<KvShape> layers = List.of(KvShape.of(OTHER), KvShape.of(operation.state));
    return memory.cache(layers, GgmlType.F32, ROWS);
  }

  /** Rows of the sequences {@code [from, to)} of each, read together. */
  private float[] read(Operation operation, List<KvCache> caches, int from, int to, int pieces) {
    Batch batch = new Batch();
    caches.forEach(cache -> batch.add(cache, to - from, 0));
    List<Tensor> inputs = new ArrayList<>();
    for (Input input : operation.inputs) {
      float[] part = Arrays.copyOfRange(input.values, from * input.columns, to * input.columns);
      float[] all = new float[part.length * caches.size()];
      for (int s = 0; s < caches.size(); s++) {
        System.arraycopy(part, 0, all, s * part.length, part.length);
      }
      inputs.add(memory.tensor(batch.rows(), input.columns, all));
    }
    Tensor y = memory.tensor(batch.rows(), operation.width);
    int items = operation.items * caches.size();
    for (int piece = pieces - 1; piece >= 0; piece--) {
      int first = items * piece / pieces;
      operation.work.run(inputs, batch, y, first, items * (piece + 1) / pieces);
    }
    batch.advance();
    return y.read().asSlice(0, 4L * batch.rows() * operation.width).toArray(JAVA_FLOAT);
  }

  private float[] readAlone(Operation operation, int part, int pieces) {
    float[] all = new float[ROWS * operation.width];
    try (KvCache cache = cache(operation)) {
      for (int from = 0; from < ROWS; from += part) {
        int to = Math.min(ROWS, from + part);
        float[] rows = read(operation, List.of(cache), from, to, pieces);
        System.arraycopy(rows, 0, all, from * operation.width, rows.length);
        MemorySegment others = cache.states().present().asSlice(0, 4L * (5 + 7));
        assertThat(others.toArray(JAVA_FLOAT)).as("of another layer").containsOnly(0);
      }
    }
    return all;
  }

  private void assertSameHoweverDivided(Operation operation, double[] expected) {
    float[] whole = readAlone(operation, ROWS, 1);
    for (int i = 0; i < expected.length; i++) {
      double limit = 1e-5 * (1 + Math.abs(expected[i]));
      assertThat((double) whole[i]).as("value %d", i).isCloseTo(expected[i], within(limit));
    }
    for (int part : new int[] {1, 2, 4, 8}) {
      assertThat(readAlone(operation, part, 3)).as("parts of %d", part).isEqualTo(whole);
    }
    try (KvCache first = cache(operation);
        KvCache second = cache(operation);
        KvCache third = cache(operation)) {
      read(operation, List.of(second), 0, 2, 1);
      second.truncate(0);
      List<KvCache> caches = List.of(first, second, third);
      float[] before = read(operation, caches, 0, 5, 4);
      float[] after = read(operation, caches, 5, ROWS, 2);
      int half = 5 * operation.width;
      for (int s = 0; s < 3; s++) {
        float[] all = Arrays.copyOf(Formulas.part(before, s * half, half), whole.length);
        int rest = whole.length - half;
        System.arraycopy(after, s * rest, all, half, rest);
        assertThat(all).as("sequence %d", s).isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 12})
  void convolvesOverTheLastPositions(int size) {
    for (int channels : new int[] {1, 13, 64, 1100}) {
      float[] taps = Numbers.ORDINARY.take(size * channels, 1);
      Convolution convolution = new Convolution(LAYER, size, memory.vector(taps));
      Input x = new Input(channels, 2);
      double[] expected = new double[ROWS * channels];
      for (int i = 0; i < expected.length; i++) {
        for (int j = 0; j < size; j++) {
          int row = i / channels - size + 1 + j;
          double value = row < 0 ? 0 : x.values[row * channels + i % channels];
          expected[i] += value * taps[j * channels + i % channels];
        }
      }
      assertSameHoweverDivided(
          new Operation(
              new StateShape(convolution.window(), 3),
              channels,
              channels,
              List.of(x),
              (in, batch, y, from, to) ->
                  recurrences.convolve(convolution, in.getFirst(), batch, y, from, to)),
          expected);
    }
  }

  @Test
  void scansSelectively() {
    scans(4, 1, 16, 1, false);
    scans(6, 8, 16, 3, false);
    scans(2, 33, 5, 1, false);
    scans(4, 1, 16, 1, true);
    scans(37, 1, 5, 1, true);
  }

  /** Heads with a pace each, or channels with one of each memory. */
  private void scans(int heads, int width, int depth, int groups, boolean each) {
    float[] decays = Numbers.ORDINARY.take(each ? heads * depth : heads, 3);
    for (int i = 0; i < decays.length; i++) {
      decays[i] = -Math.abs(decays[i]);
    }
    float[] skips = Numbers.ORDINARY.take(heads, 4);
    SelectiveScan shape =
        new SelectiveScan(
            LAYER, heads, width, depth, groups, memory.vector(decays), memory.vector(skips));
    Input x = new Input(heads * width + 2 * groups * depth, 5);
    Input steps = new Input(heads, 6);
    for (int i = 0; i < steps.values.length; i++) {
      steps.values[i] = Math.abs(steps.values[i]);
    }
    double[] expected = new double[ROWS * heads * width];
    double[][][] memories = new double[heads][width][depth];
    for (int i = 0; i < expected.length; i++) {
      int t = i / (heads * width);
      int head = i / width % heads;
      double value = x.values[t * x.columns + head * width + i % width];
      double step = steps.values[t * heads + head];
      int written = t * x.columns + heads * width + head / (heads / groups) * depth;
      for (int n = 0; n < depth; n++) {
        double[] s = memories[head][i % width];
        int pace = SelectiveScan.place(head, depth) + n * SelectiveScan.together(head, heads);
        double decay = decays[each ? pace : head];
        s[n] = s[n] * Math.exp(step * decay) + value * step * x.values[written + n];
        expected[i] += s[n] * x.values[written + groups * depth + n];
      }
      expected[i] += value * skips[head];
    }
    assertSameHoweverDivided(
        new Operation(
            new StateShape(2, shape.memory()),
            shape.items(),
            heads * width,
            List.of(x, steps),
            (in, batch, y, from, to) ->
                recurrences.scan(shape, in.get(0), in.get(1), batch, y, from, to)),
        expected);
  }

  @ParameterizedTest
  @EnumSource
  void correctsByTheDeltaRule(DeltaRule.Sharing sharing) {
    corrects(new DeltaRule(LAYER, 1, 1, 16, 16, sharing, 1e-6f));
    corrects(new DeltaRule(LAYER, 6, 2, 7, 32, sharing, 1e-6f));
    corrects(new DeltaRule(LAYER, 4, 4, 33, 5, sharing, 0.1f));
  }

  private void corrects(DeltaRule rule) {
    corrects(rule, 1);
    corrects(rule, rule.keyWidth());
  }

  private void corrects(DeltaRule rule, int each) {
    Input x = new Input(2 * rule.keys() + rule.values(), 7);
    Input decays = new Input(rule.heads() * each, 8);
    Input shares = new Input(rule.heads(), 9);
    for (int i = 0; i < decays.values.length; i++) {
      decays.values[i] = -Math.abs(decays.values[i]);
    }
    for (int i = 0; i < shares.values.length; i++) {
      shares.values[i] = 1 / (1 + Math.abs(shares.values[i]));
    }
    int width = rule.valueWidth();
    double[] expected = new double[ROWS * rule.values()];
    for (int head = 0; head < rule.heads(); head++) {
      int group = rule.heads() / rule.keyHeads();
      int key = rule.sharing() == DeltaRule.Sharing.RUNS ? head / group : head % rule.keyHeads();
      double[][] s = new double[rule.keyWidth()][width];
      for (int t = 0; t < ROWS; t++) {
        int at = t * x.columns;
        double[] q = unit(x.values, at + key * rule.keyWidth(), rule);
        double[] k = unit(x.values, at + rule.keys() + key * rule.keyWidth(), rule);
        int row = (t * rule.heads() + head) * each;
        double share = shares.values[t * rule.heads() + head];
        for (int j = 0; j < width; j++) {
          double known = 0;
          for (int i = 0; i < k.length; i++) {
            s[i][j] *= Math.exp(decays.values[row + i % each]);
            known += s[i][j] * k[i];
          }
          double value = x.values[at + 2 * rule.keys() + head * width + j];
          double read = 0;
          for (int i = 0; i < k.length; i++) {
            s[i][j] += k[i] * (value - known) * share;
            read += s[i][j] * q[i];
          }
          expected[(t * rule.heads() + head) * width + j] = read / Math.sqrt(k.length);
        }
      }
    }
    assertSameHoweverDivided(
        new Operation(
            new StateShape(0, rule.memory()),
            rule.heads(),
            rule.values(),
            List.of(x, decays, shares),
            (in, batch, y, from, to) ->
                recurrences.correct(rule, in.get(0), in.get(1), in.get(2), batch, y, from, to)),
        expected);
  }

  private static double[] unit(float[] values, int at, DeltaRule rule) {
    double squares = rule.epsilon();
    double[] unit = new double[rule.keyWidth()];
    for (int i = 0; i < unit.length; i++) {
      squares += (double) values[at + i] * values[at + i];
    }
    for (int i = 0; i < unit.length; i++) {
      unit[i] = values[at + i] / Math.sqrt(squares);
    }
    return unit;
  }

  @ParameterizedTest
  @EnumSource
  void softensTheKneeAtZero(Numbers numbers) {
    float[] values = numbers.take(ROWS * 33, 10);
    float[] expected = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      float t = Exp.exp(-Math.abs(values[i]));
      float s = t / (t + 2);
      float p = Math.fma(s * s, Softplus.P3, Softplus.P2);
      p = Math.fma(s * s, Math.fma(s * s, p, Softplus.P1), Softplus.P0);
      expected[i] = Math.max(values[i], 0) + Math.fma(s * s * s, p, 2 * s);
      if (Float.isFinite(values[i])) {
        double exact = values[i] > 50 ? values[i] : Math.log1p(Math.exp(values[i]));
        assertThat((double) expected[i]).isCloseTo(exact, within(1e-6 * (1 + exact)));
      }
    }
    Tensor x = memory.tensor(ROWS, 33, values);
    new Trial("softplus", ROWS, (from, to) -> recurrences.softplus(x, from, to))
        .writes(x, expected)
        .run();
  }

  @ParameterizedTest
  @EnumSource
  void multipliesValuesAndColumns(Numbers numbers) {
    for (int columns : Widths.all()) {
      float[] values = numbers.take(ROWS * columns, 11);
      float[] factors = numbers.take(ROWS * columns, 12);
      float[] products = new float[values.length];
      float[] scaled = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        products[i] = values[i] * factors[i];
        scaled[i] = values[i] * factors[i % columns];
      }
      Tensor x = memory.tensor(ROWS, columns, values);
      Tensor all = memory.tensor(ROWS, columns, factors);
      new Trial("multiply", ROWS, (from, to) -> recurrences.multiply(x, all, from, to))
          .reads(all.read())
          .writes(x, products)
          .run();
      Tensor z = memory.tensor(ROWS, columns, values);
      Vector first = memory.vector(Formulas.part(factors, 0, columns));
      new Trial("columns", ROWS, (from, to) -> specials.scaleColumns(z, first, from, to))
          .reads(first.floats())
          .writes(z, scaled)
          .run();
    }
  }
}
