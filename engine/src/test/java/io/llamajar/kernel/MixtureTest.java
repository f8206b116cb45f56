package io.llamajar.kernel;

import static io.llamajar.kernel.Formulas.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Choosing experts and summing their results give the bits that their formulas give. */
@EveryKernels
class MixtureTest {
  private static final int TOKENS = 5;
  private static final float[] BIAS = Numbers.ORDINARY.take(32, 3);

  @AutoClose private final Memory memory;
  private final Kernels kernels;

  MixtureTest(Kernels kernels, WatchedArena.Around around) {
    this.kernels = kernels;
    this.memory = new Memory(around);
  }

  static List<Routing> routings() {
    return List.of(
        new Routing(1, 1, false, 1),
        new Routing(4, 2, true, 1),
        new Routing(8, 1, false, 2.5f),
        new Routing(16, 16, true, 0.7f),
        new Routing(33, 4, false, 1),
        new Routing(60, 4, true, 1.5f),
        new Routing(128, 8, true, 1),
        new Routing(8, 3, false, 2).withGating(Routing.Gating.SIGMOID),
        new Routing(32, 4, true, 2.5f)
            .withGating(Routing.Gating.SIGMOID)
            .withBias(new Vector(MemorySegment.ofArray(BIAS), BIAS.length)),
        new Routing(32, 6, true, 1).withGroups(8, 3),
        new Routing(32, 4, true, 2.5f)
            .withGating(Routing.Gating.SIGMOID)
            .withBias(new Vector(MemorySegment.ofArray(BIAS), BIAS.length))
            .withGroups(4, 2),
        new Routing(6, 2, false, 1).withGroups(6, 3),
        new Routing(32, 4, false, 1).withGating(Routing.Gating.SOFTMAX_OF_CHOSEN));
  }

  @ParameterizedTest
  @MethodSource("routings")
  void choosesTheLikeliestExperts(Routing routing) {
    routes(routing, Numbers.ORDINARY.take(TOKENS * routing.experts(), 1));
    routes(routing, Numbers.EXTREME.take(TOKENS * routing.experts(), 2));
  }

  @ParameterizedTest
  @MethodSource("routings")
  void choosesTheFirstAmongEquals(Routing routing) {
    float[] logits = new float[TOKENS * routing.experts()];
    routes(routing, logits);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i * 7 % 3;
    }
    routes(routing, logits);
  }

  @ParameterizedTest
  @MethodSource("routings")
  void givesImpossibleExpertsNoWeight(Routing routing) {
    float[] logits = new float[TOKENS * routing.experts()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i % routing.experts() == 0 ? -3 : Float.NEGATIVE_INFINITY;
    }
    routes(routing, logits);
  }

  @Test
  void weightsThatAreNextToNothingAreNotMadeToSumToOne() {
    routes(new Routing(20_000, 1, true, 1), new float[TOKENS * 20_000]);
  }

  @Test
  void aRouterThatGivesNaNStillChoosesDifferentExperts() {
    Routing routing = new Routing(4, 3, false, 1);
    float[] values = new float[4];
    Arrays.fill(values, Float.NaN);
    Selection selection = new Selection();
    selection.reserve(3);
    kernels.route(routing, memory.tensor(1, 4, values), selection, 0, 1);
    for (int entry = 0; entry < 3; entry++) {
      assertThat(selection.expert(entry)).isEqualTo(entry);
      assertThat(selection.weight(entry)).isNaN();
    }
  }

  private void routes(Routing routing, float[] values) {
    Tensor logits = memory.tensor(TOKENS, routing.experts(), values);
    int used = routing.used();
    int[] experts = new int[TOKENS * used];
    float[] weights = new float[TOKENS * used];
    for (int t = 0; t < TOKENS; t++) {
      float[] row = part(values, t * routing.experts(), routing.experts());
      int entry = t * used;
      for (Formulas.Chosen chosen : Formulas.route(routing, row)) {
        experts[entry] = chosen.expert();
        weights[entry++] = chosen.weight();
      }
    }
    Selection selection = new Selection();
    int room = (TOKENS + 1) * used;
    selection.reserve(room);
    for (int entry = 0; entry < room; entry++) {
      selection.set(entry, -9, Float.NaN);
    }
    new Trial(
            routing.toString(),
            TOKENS,
            (from, to) -> kernels.route(routing, logits, selection, from, to))
        .reads(logits.read())
        .writes("expert", Cells.experts(selection, room), experts, i -> i / used)
        .writes("weight", Cells.weights(selection, room), Trial.bits(weights), i -> i / used)
        .run();
  }

  @Test
  void renormalizedWeightsSumToTheScale() {
    Routing routing = new Routing(64, 6, true, 2);
    Tensor logits = memory.tensor(1, 64, Numbers.ORDINARY.take(64, 4));
    Selection selection = new Selection();
    selection.reserve(6);
    kernels.route(routing, logits, selection, 0, 1);
    float sum = 0;
    for (int entry = 0; entry < 6; entry++) {
      sum += selection.weight(entry);
    }
    assertThat(sum).isCloseTo(2, within(1e-6f));
  }

  @ParameterizedTest
  @EnumSource
  void combinesResultsInTheOrderOfRank(Numbers numbers) {
    for (int used : new int[] {1, 2, 8}) {
      for (int columns : Widths.all()) {
        combines(used, columns, numbers.take(TOKENS * used * columns, columns));
      }
    }
  }

  /** The rows of entries that are sorted by expert. */
  private static int[] rows(Selection selection, int entries, int experts) {
    int[] rows = new int[entries];
    int row = 0;
    for (int expert = 0; expert < experts; expert++) {
      for (int entry = 0; entry < entries; entry++) {
        if (selection.expert(entry) == expert) {
          rows[entry] = row++;
        }
      }
    }
    return rows;
  }

  @Test
  void groupsEntriesByExpert() {
    Selection selection = new Selection();
    selection.reserve(12);
    for (int count : new int[] {12, 5, 1}) {
      for (int entry = 0; entry < count; entry++) {
        selection.set(entry, entry * 5 % 7 % 4, 1);
      }
      selection.group(count, 6); // two experts have nothing to do
      int[] rows = rows(selection, count, 6);
      for (int entry = 0; entry < count; entry++) {
        int row = selection.row(entry);
        assertThat(row).isEqualTo(rows[entry]);
        assertThat(selection.entry(row)).isEqualTo(entry);
        int expert = selection.expert(entry);
        assertThat(row).isBetween(selection.start(expert), selection.start(expert + 1) - 1);
      }
      assertThat(selection.start(0)).isZero();
      assertThat(selection.start(6)).isEqualTo(count);
    }
  }

  private void combines(int used, int columns, float[] values) {
    Routing routing = new Routing(2 * used, used, true, 1);
    Selection selection = new Selection();
    selection.reserve(TOKENS * used);
    float[] weights = Numbers.ORDINARY.take(TOKENS * used, used);
    float[] expected = new float[TOKENS * columns];
    for (int t = 0; t < TOKENS; t++) {
      for (int entry = t * used; entry < (t + 1) * used; entry++) {
        selection.set(entry, entry * 3 % (2 * used), weights[entry]);
      }
    }
    int[] rows = rows(selection, TOKENS * used, 2 * used);
    selection.group(TOKENS * used, 2 * used);
    for (int entry = 0; entry < TOKENS * used; entry++) {
      for (int k = 0; k < columns; k++) {
        int y = entry / used * columns + k;
        expected[y] = Math.fma(weights[entry], values[rows[entry] * columns + k], expected[y]);
      }
    }
    Tensor results = memory.tensor(TOKENS * used, columns, values);
    Tensor y = memory.tensor(TOKENS, columns);
    new Trial(
            "combine " + used + " of " + columns,
            TOKENS,
            (from, to) -> kernels.combine(routing, results, selection, y, from, to))
        .reads(results.read())
        .writes(y, expected)
        .run();
  }
}
