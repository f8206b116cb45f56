package io.llamajar.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import io.llamajar.ModelOptions;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgufSource;
import io.llamajar.tools.BenchResult.Speed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is measured, not how fast it is. */
class BenchTest {
  private static final GgufSource MODEL = GgufSource.of(Kit.path("models/llama-gqa.gguf"));

  @Test
  void everyWorkIsMeasuredAsOftenAsPlanned() {
    BenchPlan plan = new BenchPlan(List.of(8, 0, 3), List.of(2), 5, 1, 3);
    BenchResult result = measured(plan, true);
    assertThat(result.speeds())
        .extracting(speed -> speed.work().name())
        .containsExactly("pp8 @ d5", "pp3 @ d5", "tg2 @ d5");
    for (Speed speed : result.speeds()) {
      assertThat(speed.tokensPerSecond()).hasSize(3).allSatisfy(x -> assertThat(x).isPositive());
    }
    assertThat(result.threads()).isEqualTo(2);
    assertThat(result.parameters()).isPositive();
    assertThat(result.start().firstTokenSeconds()).isGreaterThan(result.start().openSeconds());
    assertThat(result.read()).hasValueSatisfying(read -> assertThat(read.min()).isPositive());
  }

  @Test
  void readingIsOnlyMeasuredWhenAskedFor() {
    assertThat(measured(new BenchPlan(List.of(1), List.of(), 0, 1, 1), false).read()).isEmpty();
  }

  @Test
  void planLeavesRoomForWhatIsLongest() {
    assertThat(new BenchPlan(List.of(512), List.of(64), 100, 1, 5).context()).isEqualTo(613);
    assertThat(new BenchPlan(List.of(), List.of(0), 0, 1, 5).works()).isEmpty();
  }

  @Test
  void impossiblePlansAreRefused() {
    assertRefused(List.of(-1), 0, 1, 1, "number of tokens is -1");
    assertRefused(List.of(1), -1, 1, 1, "depth is -1");
    assertRefused(List.of(1), 0, 0, 1, "sequences is 0");
    assertRefused(List.of(1), 0, 1, 0, "repetitions is 0");
  }

  private static void assertRefused(
      List<Integer> prompts, int depth, int sequences, int repetitions, String message) {
    assertThatThrownBy(() -> new BenchPlan(prompts, List.of(), depth, sequences, repetitions))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining(message);
  }

  @Test
  void severalSequencesAreMeasuredTogether() {
    BenchResult result = measured(new BenchPlan(List.of(3), List.of(4), 2, 3, 1), false);
    assertThat(result.speeds())
        .extracting(speed -> speed.work().name())
        .containsExactly("pp3 @ d2 x 3", "tg4 @ d2 x 3");
  }

  @Test
  void namesAreThoseOfLlamaCppsBench() {
    assertThat(new Work(Work.Kind.PROMPT, 512, 0, 1).name()).isEqualTo("pp512");
    assertThat(new Work(Work.Kind.GENERATION, 64, 8192, 4).name()).isEqualTo("tg64 @ d8192 x 4");
  }

  @Test
  void theMachineHasAName() {
    assertThat(Machine.here().cpu()).isNotBlank();
    assertThat(Machine.here().cores()).isPositive();
  }

  private static BenchResult measured(BenchPlan plan, boolean reading) {
    ModelOptions options = ModelOptions.defaults().withThreads(2).withContext(plan.context());
    return new Bench(plan, reading).run(MODEL, options);
  }
}
