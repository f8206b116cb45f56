package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingTest {

  @Test
  void defaultsAreThoseOfLlamaCpp() {
    Sampling defaults = Sampling.defaults();
    assertThat(defaults.repetition()).isEqualTo(new Sampling.Repetition(1, 64, 0, 0));
    assertThat(defaults.dry())
        .isEqualTo(new Sampling.Dry(0, 1.75, 2, 64, List.of("\n", ":", "\"", "*")));
    assertThat(defaults.cuts()).isEqualTo(new Sampling.Cuts(40, 0.95, 0.05, 1, -1, 0));
    assertThat(defaults.xtc()).isEqualTo(new Sampling.Xtc(0, 0.1));
    assertThat(defaults.warmth()).isEqualTo(new Sampling.Warmth(0.8, 0, 1));
    assertThat(defaults.mirostat()).isEqualTo(new Sampling.Mirostat(0, 5, 0.1));
    assertThat(defaults.adaptive()).isEqualTo(new Sampling.Adaptive(-1, 0.9));
    assertThat(SamplingStep.letters(defaults.steps())).isEqualTo("edskypmxta");
    assertThat(defaults.logitBias()).isEmpty();
    assertThat(defaults.seed()).isEmpty();
  }

  @Test
  void aBuilderChangesOnlyWhatItIsTold() {
    Sampling sampling = Sampling.builder().topK(7).presencePenalty(1.5).seed(-1).build();

    assertThat(sampling.toBuilder().build()).isEqualTo(sampling);
    assertThat(sampling.toBuilder().topK(40).presencePenalty(0).build())
        .isEqualTo(Sampling.builder().seed(-1).build());
  }

  @Test
  void penaltiesNeedSomethingToLookBackAt() {
    assertThat(Sampling.builder().repeatPenalty(1.1).build().repetition().acts()).isTrue();
    assertThat(Sampling.builder().frequencyPenalty(-1).build().repetition().acts()).isTrue();
    assertThat(Sampling.builder().presencePenalty(1).build().repetition().acts()).isTrue();
    assertThat(Sampling.builder().presencePenalty(1).repeatLastN(0).build().repetition().acts())
        .isFalse();
  }

  static Stream<Arguments> outside() {
    return Stream.of(
        Arguments.of(
            Sampling.builder().temperature(-0.5),
            "The sampling setting temperature is -0.5; give a number from 0 to 100"),
        Arguments.of(
            Sampling.builder().temperature(Double.NaN),
            "The sampling setting temperature is NaN; give a number from 0 to 100"),
        Arguments.of(
            Sampling.builder().topK(-1),
            "The sampling setting top-k is -1; give a number from 0 to 2147483647"),
        Arguments.of(
            Sampling.builder().topP(1.01),
            "The sampling setting top-p is 1.01; give a number from 0 to 1"),
        Arguments.of(
            Sampling.builder().minP(-0.1),
            "The sampling setting min-p is -0.1; give a number from 0 to 1"),
        Arguments.of(
            Sampling.builder().repeatPenalty(0),
            "The sampling setting repeat penalty is 0; give a number from 0.01 to 100"),
        Arguments.of(
            Sampling.builder().repeatLastN(2_000_000),
            "The sampling setting repeat last n is 2000000; give a number from -1 to 1048576"),
        Arguments.of(
            Sampling.builder().frequencyPenalty(Double.POSITIVE_INFINITY),
            "The sampling setting frequency penalty is Infinity; give a number from -100 to 100"),
        Arguments.of(
            Sampling.builder().presencePenalty(-101),
            "The sampling setting presence penalty is -101; give a number from -100 to 100"));
  }

  @ParameterizedTest
  @MethodSource("outside")
  void aValueOutsideItsRangeIsNamed(Sampling.Builder settings, String message) {
    assertThatThrownBy(settings::build)
        .isExactlyInstanceOf(LlamajarException.class)
        .hasMessage(message);
  }

  @Test
  void theEndsOfTheRangesAreInside() {
    assertThatCode(
            () -> {
              Sampling.builder().temperature(0).topK(0).topP(0).minP(0).repeatLastN(0).build();
              Sampling.builder().temperature(100).topP(1).minP(1).repeatPenalty(0.01).build();
            })
        .doesNotThrowAnyException();
  }
}
