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
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
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

  /** What some models add to the plain softmax. */
  enum Extra {
    SINKS,
    CAP,
    SLOPES
  }

  /** Sequences, how they are seen, and how that is scored. */
  record View(
      List<Run> runs, int heads, KvShape kv, Sight sight, GgmlType type, Set<Extra> extras) {
    View(List<Run> runs, int heads, KvShape kv, int window, GgmlType type) {
      this(runs, heads, kv, new Sight.Back(window), type, Set.of());
    }

    View(int length, int tokens, int heads, KvShape kv, int window, GgmlType type) {
      this(List.of(new Run(length, tokens)), heads, kv, window, type);
    }

    View sees(Sight other) {
      return new View(runs, heads, kv, other, type, extras);
    }

    View has(Extra... some) {
      return new View(runs, heads, kv, sight, type, Set.of(some));
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

    /** Whether a token sees a position that is there. */
    boolean sees(int token, int position) {
      return switch (sight) {
        case Sight.Back(int window) -> position <= token && token - position < window;
        case Sight.Chunk(int size) -> position <= token && position / size == token / size;
        case Sight.Around(int distance) -> Math.abs(position - token) <= distance;
      };
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

  static Stream<View> unusualViews() {
    return Stream.concat(
        Stream.of(GgmlType.F32).flatMap(AttentionTest::oneByOne),
        Stream.of(GgmlType.F32, GgmlType.F16, GgmlType.Q8_0).flatMap(AttentionTest::mixed));
  }

  private static Stream<View> oneByOne(GgmlType type) {
    KvShape even = new KvShape(2, 64, 32);
    KvShape odd = new KvShape(1, 13, 39);
    View one = new View(300, 1, 4, even, ALL, type);
    View many = new View(several(), 6, even, ALL, type);
    View texts = new View(texts(), 2, odd, ALL, type); // whole: encoders see all of them
    return Stream.concat(
        Arrays.stream(Extra.values())
            .flatMap(extra -> Stream.of(one.has(extra), many.has(extra), texts.has(extra))),
        Stream.of(
            one.sees(new Sight.Chunk(128)),
            many.sees(new Sight.Chunk(100)),
            texts.sees(new Sight.Chunk(7)),
            texts.sees(new Sight.Around(0)),
            texts.sees(new Sight.Around(64)),
            texts.sees(Sight.ALL)));
  }

  private static Stream<View> mixed(GgmlType type) {
    KvShape kv = new KvShape(2, 64, 96);
    View one = new View(300, 1, 6, kv, 170, type);
    View many = new View(several(), 4, kv, 100, type);
    View text = new View(140, 140, 2, kv, ALL, type);
    return Stream.of(
        one.has(Extra.values()),
        many.has(Extra.values()),
        many.has(Extra.SINKS, Extra.CAP).sees(new Sight.Chunk(190)),
        many.has(Extra.SINKS).sees(new Sight.Around(20)),
        text.has(Extra.SLOPES).sees(Sight.ALL),
        text.has(Extra.CAP, Extra.SLOPES).sees(new Sight.Around(30)));
  }

  private static List<Run> texts() {
    return List.of(new Run(1, 1), new Run(133, 133), new Run(18, 18));
  }

  private static List<Run> several() {
    return List.of(new Run(130, 1), new Run(5, 5), new Run(200, 17), new Run(1, 1));
  }

  static Stream<View> allViews() {
    return Stream.concat(views(), unusualViews());
  }

  static Stream<Arguments> viewsOfAllKindsOfNumbers() {
    return allViews().flatMap(view -> Stream.of(Numbers.values()).map(n -> Arguments.of(view, n)));
  }

  @ParameterizedTest
  @MethodSource("viewsOfAllKindsOfNumbers")
  void attendsToThePositionsThatAreSeen(View view, Numbers numbers) {
    try (Scene scene = view.scene()) {
      fill(scene, numbers);
      Scoring scoring = scoring(view, 0.4f, numbers);
      attends(view, scene, scoring, numbers.take(view.query(view.rows(), 0), 77));
    }
  }

  @ParameterizedTest
  @MethodSource("allViews")
  void looksAtNoPositionOutsideTheWindow(View view) {
    try (Scene scene = view.scene()) { // full of NaN
      for (int s = 0; s < view.runs.size(); s++) {
        Run run = view.runs.get(s);
        for (int position = 0; position < run.length(); position++) {
          int present = position;
          if (run.present().anyMatch(token -> view.sees(token, present))) {
            scene.write(s, position, Numbers.ORDINARY);
          }
        }
      }
      Scoring scoring = scoring(view, 0.4f, Numbers.ORDINARY);
      attends(view, scene, scoring, Numbers.ORDINARY.take(view.query(view.rows(), 0), 77));
    }
  }

  @ParameterizedTest
  @MethodSource("allViews")
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
      attends(view, scene, scoring(view, 0.4f, Numbers.ORDINARY), queries);
    }
  }

  private Scoring scoring(View view, float scale, Numbers numbers) {
    Scoring scoring = Scoring.by(scale);
    for (Extra extra : view.extras) {
      scoring =
          switch (extra) {
            case SINKS -> scoring.withSinks(memory.vector(numbers.take(view.heads, 79)));
            case CAP -> scoring.withCap(1.5f);
            case SLOPES -> scoring.withSlopes(slopes(view.heads, numbers));
          };
    }
    return scoring;
  }

  private Vector slopes(int heads, Numbers numbers) {
    return numbers == Numbers.ORDINARY
        ? Alibi.slopes(heads, 8)
        : memory.vector(numbers.take(heads, 80));
  }

  private static AttentionFormula formula(View view, Scene scene, Scoring scoring, int query) {
    int token = scene.position(query / view.heads);
    return new AttentionFormula(
        query % view.heads, scoring, token, position -> view.sees(token, position));
  }

  private void attends(View view, Scene scene, Scoring scoring, float[] queries) {
    int width = view.kv.valueWidth();
    AttentionShape shape = new AttentionShape(LAYER, view.heads, view.sight, scoring);
    float[] expected = new float[view.rows() * view.heads * width];
    Kept kept = new Kept(scene);
    for (int i = 0; i < view.rows() * view.heads; i++) {
      int row = i / view.heads;
      int kvHead = view.kvHead(i % view.heads);
      float[] o =
          formula(view, scene, scoring, i)
              .attend(
                  part(queries, i * view.kv.keyWidth(), view.kv.keyWidth()),
                  kept.keys(row, kvHead),
                  kept.values(row, kvHead));
      System.arraycopy(o, 0, expected, i * width, width);
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
  @MethodSource("allViews")
  void isCloseToTheSoftmaxOfRealNumbers(View view) {
    try (Scene scene = view.scene()) {
      fill(scene, Numbers.ORDINARY);
      Scoring scoring = scoring(view, 0.2f, Numbers.ORDINARY);
      AttentionShape shape = new AttentionShape(LAYER, view.heads, view.sight, scoring);
      float[] queries = Numbers.ORDINARY.take(view.query(view.rows(), 0), 78);
      Tensor x = memory.tensor(view.rows(), view.heads * view.kv.keyWidth(), queries);
      Tensor y = memory.tensor(view.rows(), view.heads * view.kv.valueWidth());
      kernels.attend(shape, x, scene.batch, y, 0, scene.tiles() * view.kv.heads());
      Kept kept = new Kept(scene);
      for (int i = 0; i < view.rows() * view.heads; i++) {
        float[] query = part(queries, i * view.kv.keyWidth(), view.kv.keyWidth());
        int row = i / view.heads;
        int kvHead = view.kvHead(i % view.heads);
        double[] exact =
            formula(view, scene, scoring, i)
                .softmax(query, kept.keys(row, kvHead), kept.values(row, kvHead));
        for (int d = 0; d < exact.length; d++) {
          double actual = y.read().getAtIndex(JAVA_FLOAT, (long) i * exact.length + d);
          assertThat(actual).isCloseTo(exact[d], within(2e-5 * Math.max(1, Math.abs(exact[d]))));
        }
      }
    }
  }

  /** What the caches hold, decoded once: of each sequence's heads the keys and values. */
  private static final class Kept {
    private final Scene scene;
    private final float[][][] keys;
    private final float[][][] values;

    Kept(Scene scene) {
      int heads = scene.kv.heads();
      this.scene = scene;
      this.keys = new float[scene.runs.size() * heads][][];
      this.values = new float[scene.runs.size() * heads][][];
      for (int i = 0; i < keys.length; i++) {
        int head = i % heads;
        int length = scene.runs.get(i / heads).length();
        KvCache cache = scene.batch.cache(i / heads);
        keys[i] = read(cache, length, scene.kv.keyWidth(), j -> cache.key(LAYER, head, j));
        values[i] = read(cache, length, scene.kv.valueWidth(), j -> cache.value(LAYER, head, j));
      }
    }

    private static float[][] read(
        KvCache cache, int length, int width, IntFunction<MemorySegment> at) {
      float[][] read = new float[length][width];
      for (int j = 0; j < length; j++) {
        cache.quant().decode(at.apply(j), 0, read[j], width);
      }
      return read;
    }

    /** The keys that a row's query meets. */
    float[][] keys(int row, int kvHead) {
      return keys[scene.sequence(row) * scene.kv.heads() + kvHead];
    }

    float[][] values(int row, int kvHead) {
      return values[scene.sequence(row) * scene.kv.heads() + kvHead];
    }
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
