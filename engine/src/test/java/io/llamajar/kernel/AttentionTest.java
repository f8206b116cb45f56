package io.llamajar.kernel;

import static io.llamajar.kernel.Formulas.part;
import static io.llamajar.kernel.Scene.LAYER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.gguf.GgmlType;
import io.llamajar.kernel.Scene.Run;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attending to the positions of several sequences gives the bits that the formula gives. */
@EveryKernels
class AttentionTest {
  private static final int ALL = Integer.MAX_VALUE;

  @AutoClose private final Memory memory;
  private final Kernels kernels;

  AttentionTest(Kernels kernels, WatchedArena.Around around) {
    this.kernels = kernels;
    this.memory = new Memory(around);
  }

  /** Sequences, and how they are seen. */
  record View(List<Run> runs, int heads, KvShape kv, int window, GgmlType type) {
    View(int length, int tokens, int heads, KvShape kv, int window, GgmlType type) {
      this(List.of(new Run(length, tokens)), heads, kv, window, type);
    }

    Scene scene() {
      return new Scene(runs, kv, type);
    }

    int rows() {
      return runs.stream().mapToInt(Run::tokens).sum();
    }

    /** Where the query of a head is, of all rows' heads. */
    int query(int row, int head) {
      return (row * heads + head) * kv.keyWidth();
    }

    int kvHead(int head) {
      return head / (heads / kv.heads());
    }

    int firstSeen(int position) {
      return Math.max(0, position - Math.min(window, position + 1) + 1);
    }
  }

  static Stream<View> views() {
    return Stream.concat(
        Stream.of(GgmlType.F32, GgmlType.F16).flatMap(AttentionTest::oddAndEven),
        Stream.of(
            new View(1, 1, 4, new KvShape(2, 32, 32), ALL, GgmlType.Q8_0),
            new View(300, 4, 4, new KvShape(2, 64, 96), ALL, GgmlType.Q8_0),
            new View(300, 20, 2, new KvShape(1, 128, 32), 100, GgmlType.Q8_0),
            new View(several(), 6, new KvShape(2, 64, 64), 170, GgmlType.Q8_0)));
  }

  private static Stream<View> oddAndEven(GgmlType type) {
    KvShape odd = new KvShape(2, 13, 6);
    KvShape even = new KvShape(2, 64, 64);
    return Stream.of(
        new View(1, 1, 4, odd, ALL, type),
        new View(127, 2, 4, odd, ALL, type),
        new View(128, 3, 4, even, ALL, type),
        new View(129, 3, 2, odd, ALL, type),
        new View(129, 1, 6, even, 1, type),
        new View(300, 4, 4, even, ALL, type),
        new View(300, 2, 6, odd, 7, type),
        new View(300, 20, 2, odd, 100, type),
        new View(300, 2, 2, even, 128, type),
        new View(300, 3, 4, odd, 299, type),
        new View(40, 40, 1, new KvShape(1, 1, 1), ALL, type),
        new View(140, 33, 4, even, ALL, type), // two tiles and a row, across a page
        new View(200, 2, 3, new KvShape(3, 207, 33), 170, type),
        new View(several(), 4, even, ALL, type),
        new View(several(), 4, odd, 20, type));
  }

  private static List<Run> several() {
    return List.of(new Run(130, 1), new Run(5, 5), new Run(200, 17), new Run(1, 1));
  }

  static Stream<Arguments> viewsOfAllKindsOfNumbers() {
    return views().flatMap(view -> Stream.of(Numbers.values()).map(n -> Arguments.of(view, n)));
  }

  @ParameterizedTest
  @MethodSource("viewsOfAllKindsOfNumbers")
  void attendsToThePositionsThatAreSeen(View view, Numbers numbers) {
    try (Scene scene = view.scene()) {
      fill(scene, numbers);
      attends(view, scene, numbers.take(view.query(view.rows(), 0), 77));
    }
  }

  @ParameterizedTest
  @MethodSource("views")
  void looksAtNoPositionOutsideTheWindow(View view) {
    try (Scene scene = view.scene()) { // full of NaN
      for (int s = 0; s < view.runs.size(); s++) {
        Run run = view.runs.get(s);
        int first = view.firstSeen(run.length() - run.tokens());
        for (int position = first; position < run.length(); position++) {
          scene.write(s, position, Numbers.ORDINARY);
        }
      }
      attends(view, scene, Numbers.ORDINARY.take(view.query(view.rows(), 0), 77));
    }
  }

  @ParameterizedTest
  @MethodSource("views")
  void scoresOfMinusInfinityWeighNothing(View view) {
    float[] queries = new float[view.query(view.rows(), 0)];
    Arrays.fill(queries, 0.3f);
    float[] masked = new float[view.kv.keyWidth()];
    Arrays.fill(masked, Float.NEGATIVE_INFINITY);
    try (Scene scene = view.scene()) {
      fill(scene, Numbers.ORDINARY);
      for (int s = 0; s < view.runs.size(); s++) {
        KvCache cache = scene.batch.cache(s);
        for (int position = 0; position < view.runs.get(s).length(); position += 3) {
          Scene.write(cache, cache.key(LAYER, 0, position), masked);
        }
      }
      attends(view, scene, queries);
    }
  }

  private void attends(View view, Scene scene, float[] queries) {
    int width = view.kv.valueWidth();
    AttentionShape shape = new AttentionShape(LAYER, view.heads, 0.4f, view.window);
    float[] expected = new float[view.rows() * view.heads * width];
    for (int row = 0; row < view.rows(); row++) {
      for (int head = 0; head < view.heads; head++) {
        float[] o =
            Formulas.attend(
                part(queries, view.query(row, head), view.kv.keyWidth()),
                keys(scene, row, view.kvHead(head)),
                values(scene, row, view.kvHead(head)),
                view.firstSeen(scene.position(row)),
                shape.scale());
        System.arraycopy(o, 0, expected, (row * view.heads + head) * width, width);
      }
    }
    Tensor x = memory.tensor(view.rows(), view.heads * view.kv.keyWidth(), queries);
    Tensor y = memory.tensor(view.rows(), view.heads * width);
    int[] tiles = IntStream.range(0, view.rows()).map(scene::tile).toArray();
    new Trial(
            view.toString(),
            scene.tiles() * view.kv.heads(),
            (from, to) -> kernels.attend(shape, x, scene.batch, y, from, to))
        .reads(x.read())
        .reads(scene.pages())
        .writes(
            "output",
            Cells.floats(y.read()),
            Trial.bits(expected),
            i ->
                tiles[i / width / view.heads] * view.kv.heads()
                    + view.kvHead(i / width % view.heads))
        .run();
    attendsPageByPage(view, scene, shape, x, expected);
  }

  private void attendsPageByPage(
      View view, Scene scene, AttentionShape shape, Tensor x, float[] expected) {
    int width = view.kv.valueWidth();
    int pages = scene.batch.pages();
    int queries = view.rows() * view.heads;
    Tensor parts = memory.tensor(queries, pages * AttentionShape.part(width));
    Tensor y = memory.tensor(view.rows(), view.heads * width);
    for (int item = scene.tiles() * view.kv.heads() * pages; item > 0; item--) {
      kernels.attendPages(shape, x, scene.batch, parts, item - 1, item);
    }
    new Trial(
            view + " by pages",
            queries,
            (from, to) -> kernels.mergePages(shape, scene.batch, parts, y, from, to))
        .reads(parts.read())
        .writes("output", Cells.floats(y.read()), Trial.bits(expected), i -> i / width)
        .run();
  }

  @ParameterizedTest
  @MethodSource("views")
  void isCloseToTheSoftmaxOfRealNumbers(View view) {
    try (Scene scene = view.scene()) {
      fill(scene, Numbers.ORDINARY);
      AttentionShape shape = new AttentionShape(LAYER, view.heads, 0.2f, view.window);
      float[] queries = Numbers.ORDINARY.take(view.query(view.rows(), 0), 78);
      Tensor x = memory.tensor(view.rows(), view.heads * view.kv.keyWidth(), queries);
      Tensor y = memory.tensor(view.rows(), view.heads * view.kv.valueWidth());
      kernels.attend(shape, x, scene.batch, y, 0, scene.tiles() * view.kv.heads());
      for (int i = 0; i < view.rows() * view.heads; i++) {
        float[] query = part(queries, i * view.kv.keyWidth(), view.kv.keyWidth());
        int row = i / view.heads;
        double[] exact = softmax(view, scene, row, view.kvHead(i % view.heads), query);
        for (int d = 0; d < exact.length; d++) {
          double actual = y.read().getAtIndex(JAVA_FLOAT, (long) i * exact.length + d);
          assertThat(actual).isCloseTo(exact[d], within(2e-5 * Math.max(1, Math.abs(exact[d]))));
        }
      }
    }
  }

  /** The plain formula, {@code sum of e^s v / sum of e^s}: no page, no largest score. */
  private static double[] softmax(View view, Scene scene, int row, int kvHead, float[] query) {
    float[][] keys = keys(scene, row, kvHead);
    float[][] values = values(scene, row, kvHead);
    double[] o = new double[view.kv.valueWidth()];
    double sum = 0;
    for (int j = view.firstSeen(scene.position(row)); j < keys.length; j++) {
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

  /** A head's keys up to the position of a row. */
  private static float[][] keys(Scene scene, int row, int kvHead) {
    KvCache cache = scene.cache(row);
    float[][] keys = new float[scene.position(row) + 1][scene.kv.keyWidth()];
    Arrays.setAll(keys, j -> read(cache, cache.key(LAYER, kvHead, j), keys[j]));
    return keys;
  }

  private static float[][] values(Scene scene, int row, int kvHead) {
    KvCache cache = scene.cache(row);
    float[][] values = new float[scene.position(row) + 1][scene.kv.valueWidth()];
    Arrays.setAll(values, j -> read(cache, cache.value(LAYER, kvHead, j), values[j]));
    return values;
  }

  private static float[] read(KvCache cache, MemorySegment kept, float[] values) {
    cache.quant().decode(kept, 0, values, values.length);
    return values;
  }

  private static void fill(Scene scene, Numbers numbers) {
    for (int s = 0; s < scene.runs.size(); s++) {
      int length = scene.runs.get(s).length();
      for (int position = 0; position < length; position++) {
        // A key or value of numbers that are not finite has at least one: a few positions suffice.
        boolean spoilt = position % 50 == 3 || position == length - 1;
        scene.write(s, position, spoilt ? numbers : finite(numbers));
      }
    }
  }

  private static Numbers finite(Numbers numbers) {
    return numbers == Numbers.NOT_FINITE ? Numbers.ORDINARY : numbers;
  }
}
