package io.llamajar.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingStepTest {

  @Test
  void theUsualOrderIsThatOfLlamaCpp() {
    assertThat(SamplingStep.names(SamplingStep.usual()))
        .isEqualTo("penalties;dry;top_n_sigma;top_k;typ_p;top_p;min_p;xtc;temperature;adaptive_p");
    assertThat(SamplingStep.lettered("edskypmxta")).isEqualTo(SamplingStep.usual());
  }

  @ParameterizedTest
  @CsvSource({
    "top_k, TOP_K",
    "top-k, TOP_K",
    "topk, TOP_K",
    "TOP_K, TOP_K",
    "nucleus, TOP_P",
    "temp, TEMPERATURE",
    "typ, TYPICAL_P",
    "typical_p, TYPICAL_P",
    "top-nsigma, TOP_N_SIGMA",
    "adaptive-p, ADAPTIVE_P"
  })
  void namesMayBeWrittenAsLlamaCppAllows(String name, SamplingStep step) {
    assertThat(SamplingStep.named(List.of(name))).containsExactly(step);
  }

  @Test
  void anyOrderMayBeAskedFor() {
    assertThat(SamplingStep.named(List.of("temperature", "top_k", "penalties")))
        .containsExactly(SamplingStep.TEMPERATURE, SamplingStep.TOP_K, SamplingStep.PENALTIES);
    assertThat(SamplingStep.lettered("")).isEmpty();
  }

  @Test
  void whatDrawsComesLast() {
    assertThat(SamplingStep.lettered("atk")).isEqualTo(SamplingStep.lettered("tka"));
  }

  @Test
  void whatIsUnknownOrThereTwiceIsNamed() {
    assertThatThrownBy(() -> SamplingStep.named(List.of("top_k", "tail_free")))
        .isInstanceOf(LlamajarException.class)
        .hasMessageStartingWith(
            "There is no sampler \"tail_free\"; give some of these: penalties;");
    assertThatThrownBy(() -> SamplingStep.lettered("kz"))
        .isInstanceOf(LlamajarException.class)
        .hasMessage("There is no sampler 'z'; give some of these: edskypmxta");
    assertThatThrownBy(() -> SamplingStep.lettered("ktk"))
        .isInstanceOf(LlamajarException.class)
        .hasMessage("The sampler top_k is there twice; name each at most once");
  }
}
