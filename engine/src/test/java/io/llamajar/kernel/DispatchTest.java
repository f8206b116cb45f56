package io.llamajar.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private static final List<String> BEST_FIRST =
      List.of("avx512vnni", "avx512", "avxvnni", "avx2", "reference");

  @Test
  void choosesTheBestThatThereIs() {
    assertThat(Dispatch.best(Optional.empty()).name()).isEqualTo(Dispatch.all().getFirst().name());
    assertThat(Dispatch.best(Optional.of("")).name()).isEqualTo(Dispatch.all().getFirst().name());
  }

  @Test
  void aCapLeavesOutWhatIsBetter() {
    List<String> here = Dispatch.all().stream().map(Kernels::name).toList();
    for (int i = 0; i < BEST_FIRST.size(); i++) {
      String expected =
          BEST_FIRST.stream().skip(i).filter(here::contains).findFirst().orElseThrow();
      assertThat(Dispatch.best(Optional.of(BEST_FIRST.get(i))).name()).isEqualTo(expected);
    }
  }

  @Test
  void aCapThatIsNoInstructionSetIsRefused() {
    assertThatThrownBy(() -> Dispatch.best(Optional.of("sse9")))
        .isInstanceOf(LlamajarException.class)
        .hasMessage(
            "LLAMAJAR_ISA is \"sse9\"; set it to one of avx512vnni, avx512, avxvnni, avx2, reference, or not at all");
  }

  @Test
  void plainJavaComesLast() {
    assertThat(Dispatch.all().getLast().name()).isEqualTo("reference");
  }
}
