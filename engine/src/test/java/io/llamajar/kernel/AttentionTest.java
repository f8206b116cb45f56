package io.llamajar.kernel;

import static io.llamajar.kernel.Formulas.part;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.gguf.GgmlType;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeping keys and values and attending to them give the bits that the formulas give. */
@EveryKernels
class AttentionTest {
  private static final int LAYER = 1; // of two: the other has another shape
  private static final int ALL = Integer.MAX_VALUE;

  @AutoClose private final Memory memory;
  private final Kernels kernels;

  AttentionTest(Kernels kernels, WatchedArena.Around around) {
    this.kernels = kernels;
    this.memory = new Memory(around);
  }

  /** A cache of so many positions, the last of them the present tokens', and how it is seen. */
  record Scene(int length, int tokens, int heads, KvShape kv, int window, GgmlType type) {
    KvCache cache(Memory memory) {
      KvShape other = new KvShape(kv.heads() + 1, kv.keyWidth() + 4, 8);
      KvCache cache = memory.cache(List.of(other, kv), type, length);
      cache.advance(length - tokens);
      return cache;
    }

    int queryValues() {
      return tokens * heads * kv.keyWidth();
    }

    int firstSeen(int token) {
      return Math.max(0, length - tokens + token - Math.min(window, length) + 1);
    }
  }

  static Stream<Scene> scenes() {
    KvShape odd = new KvShape(2, 13, 6);
    KvShape even = new KvShape(2, 64, 64);
    return Stream.of(GgmlType.F32, GgmlType.F16)
        .flatMap(type ->
            Stream.of(
                new Scene(1, 1, 4, odd, ALL, type),
                new Scene(127, 2, 4, odd, ALL, type),
                new Scene(128, 3, 4, even, ALL, type),
                new Scene(129, 3, 2, odd, ALL, type),
                new Scene(129, 1, 6, even, 1, type),
                new Scene(300, 4, 4, even, ALL, type),
                new Scene(300, 2, 6, odd, 7, type),
                new Scene(300, 20, 2, odd, 100, type),
                new Scene(300, 2, 2, even, 128, type),
                new Scene(300, 3, 4, odd, 299, type),
                new Scene(40, 40, 1, new KvShape(1, 1, 1), ALL, type),
                new Scene(200, 2, 3, new KvShape(3, 207, 33), 170, type)));
  }

  static Stream<Arguments> scenesWithAllKindsOfNumbers() {
    return scenes().flatMap(scene -> Stream.of(Numbers.values()).map(n -> Arguments.of(scene, n)));
  }

  @ParameterizedTest
  @MethodSource("scenesWithAllKindsOfNumbers")
  void attendsToThePositionsThatAreSeen(Scene scene, Numbers numbers) {
    try (KvCache cache = scene.cache(memory)) {
      fill(scene, cache, numbers);
      attends(scene, cache, numbers.take(scene.queryValues(), 77));
    }
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void looksAtNoPositionOutsideTheWindow(Scene scene) {
    try (KvCache cache = scene.cache(memory)) { // full of NaN
      for (int position = scene.firstSeen(0); position < scene.length; position++) {
        write(scene, cache, position, Numbers.ORDINARY);
      }
      attends(scene, cache, Numbers.ORDINARY.take(scene.queryValues(), 77));
    }
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void scoresOfMinusInfinityWeighNothing(Scene scene) {
    float[] queries = new float[scene.queryValues()];
    Arrays.fill(queries, 0.3f);
    float[] masked = new float[scene.kv.keyWidth()];
    Arrays.fill(masked, Float.NEGATIVE_INFINITY);
    try (KvCache cache = scene.cache(memory)) {
      fill(scene, cache, Numbers.ORDINARY);
      for (int position = 0; position < scene.length; position += 3) {
        write(cache, cache.keys(LAYER, position), 0, position, masked);
      }
      attends(scene, cache, queries);
    }
  }

  private void attends(Scene scene, KvCache cache, float[] queries) {
    KvShape kv = scene.kv;
    AttentionShape shape = new AttentionShape(LAYER, scene.heads, 0.4f, scene.window);
    int items = scene.tokens * scene.heads;
    float[] expected = new float[items * kv.valueWidth()];
    for (int item = 0; item < items; item++) {
      int token = item / scene.heads;
      float[] o =
          Formulas.attend(
              part(queries, item * kv.keyWidth(), kv.keyWidth()),
              keys(scene, cache, item),
              values(scene, cache, item),
              scene.firstSeen(token),
              shape.scale());
      System.arraycopy(o, 0, expected, item * kv.valueWidth(), kv.valueWidth());
    }
    Tensor x = memory.tensor(scene.tokens, scene.heads * kv.keyWidth(), queries);
    Tensor y = memory.tensor(scene.tokens, scene.heads * kv.valueWidth());
    Trial.Work work = (from, to) -> kernels.attend(shape, x, cache, y, from, to);
    int[] bits = Trial.bits(expected);
    Trial trial =
        new Trial(scene.toString(), items, work)
            .reads(x.read())
            .writes("output", Cells.floats(y.read()), bits, i -> i / kv.valueWidth());
    for (int page = 0; page < scene.length; page += KvCache.PAGE) {
      trial.reads(cache.keys(LAYER, page), cache.values(LAYER, page));
    }
    trial.run();
  }

  @ParameterizedTest
  @MethodSource("scenes")
  void isCloseToTheSoftmaxOfRealNumbers(Scene scene) {
    try (KvCache cache = scene.cache(memory)) {
      fill(scene, cache, Numbers.ORDINARY);
      KvShape kv = scene.kv;
      AttentionShape shape = new AttentionShape(LAYER, scene.heads, 0.2f, scene.window);
      int items = scene.tokens * scene.heads;
      float[] queries = Numbers.ORDINARY.take(scene.queryValues(), 78);
      Tensor x = memory.tensor(scene.tokens, scene.heads * kv.keyWidth(), queries);
      Tensor y = memory.tensor(scene.tokens, scene.heads * kv.valueWidth());
      kernels.attend(shape, x, cache, y, 0, items);
      for (int item = 0; item < items; item++) {
        float[] query = part(queries, item * kv.keyWidth(), kv.keyWidth());
        int first = scene.firstSeen(item / scene.heads);
        double[] exact = softmax(scene, cache, item, query, first);
        for (int d = 0; d < exact.length; d++) {
          double actual = y.read().getAtIndex(JAVA_FLOAT, (long) item * exact.length + d);
          assertThat(actual).isCloseTo(exact[d], within(2e-5));
        }
      }
    }
  }

  /** The plain formula, {@code sum of e^s v / sum of e^s}: no page, no largest score. */
  private static double[] softmax(Scene scene, KvCache cache, int item, float[] query, int first) {
    float[][] keys = keys(scene, cache, item);
    float[][] values = values(scene, cache, item);
    double[] o = new double[scene.kv.valueWidth()];
    double sum = 0;
    for (int j = first; j < keys.length; j++) {
      double score = 0;
      for (int k = 0; k < query.length; k++) {
        score += (double) keys[j][k] * query[k];
      }
      double p = Math.exp(score * 0.2f);
      sum += p;
      for (int d = 0; d < o.length; d++) {
        o[d] += p * values[j][d];
      }
    }
    for (int d = 0; d < o.length; d++) {
      o[d] /= sum;
    }
    return o;
  }

  /** The keys up to the position of an item's token, of the head that the item looks at. */
  private static float[][] keys(Scene scene, KvCache cache, int item) {
    float[][] keys = new float[scene.length - scene.tokens + item / scene.heads + 1][];
    Arrays.setAll(
        keys, j -> read(cache, cache.keys(LAYER, j), scene, item, j, scene.kv.keyWidth()));
    return keys;
  }

  private static float[][] values(Scene scene, KvCache cache, int item) {
    float[][] values = new float[scene.length - scene.tokens + item / scene.heads + 1][];
    Arrays.setAll(
        values, j -> read(cache, cache.values(LAYER, j), scene, item, j, scene.kv.valueWidth()));
    return values;
  }

  private static float[] read(
      KvCache cache, MemorySegment page, Scene scene, int item, int position, int width) {
    int queriesPerHead = scene.heads / scene.kv.heads();
    int head = item % scene.heads / queriesPerHead;
    int at = (head * KvCache.PAGE + position % KvCache.PAGE) * width;
    float[] values = new float[width];
    for (int i = 0; i < width; i++) {
      values[i] =
          switch (cache.quant().type()) {
            case F32 -> page.getAtIndex(JAVA_FLOAT, at + i);
            default -> Float.float16ToFloat(page.getAtIndex(JAVA_SHORT, at + i));
          };
    }
    return values;
  }

  private static void fill(Scene scene, KvCache cache, Numbers numbers) {
    for (int position = 0; position < scene.length; position++) {
      // A key or value of numbers that are not finite has at least one: a few positions suffice.
      boolean spoilt = position % 50 == 3 || position == scene.length - 1;
      write(scene, cache, position, spoilt ? numbers : finite(numbers));
    }
  }

  private static Numbers finite(Numbers numbers) {
    return numbers == Numbers.NOT_FINITE ? Numbers.ORDINARY : numbers;
  }

  private static void write(Scene scene, KvCache cache, int position, Numbers numbers) {
    KvShape kv = scene.kv;
    for (int head = 0; head < kv.heads(); head++) {
      int seed = 2 * (position * kv.heads() + head);
      float[] key = numbers.take(kv.keyWidth(), seed);
      float[] value = numbers.take(kv.valueWidth(), seed + 1);
      write(cache, cache.keys(LAYER, position), head, position, key);
      write(cache, cache.values(LAYER, position), head, position, value);
    }
  }

  private static void write(
      KvCache cache, MemorySegment page, int head, int position, float[] values) {
    int at = (head * KvCache.PAGE + position % KvCache.PAGE) * values.length;
    for (int i = 0; i < values.length; i++) {
      switch (cache.quant().type()) {
        case F32 -> page.setAtIndex(JAVA_FLOAT, at + i, values[i]);
        default -> page.setAtIndex(JAVA_SHORT, at + i, Float.floatToFloat16(values[i]));
      }
    }
  }
}
