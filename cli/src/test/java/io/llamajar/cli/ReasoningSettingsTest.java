package io.llamajar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.tools.ReasoningFormat;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReasoningSettingsTest {
  private static Reasoning read(String... words) {
    ReasoningSettings settings = new ReasoningSettings();
    new CommandLine(settings).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(words);
    return settings.reasoning();
  }

  @Test
  void withoutOptionsAllIsAsTheTemplateSays() {
    assertThat(read()).isEqualTo(Reasoning.USUAL);
    assertThat(read("--reasoning-effort", "default", "-rea", "auto")).isEqualTo(Reasoning.USUAL);
  }

  @Test
  void thoughtsAreSwitchedBoundAndShown() {
    assertThat(
            read(
                "--reasoning=on",
                "--reasoning-budget=9",
                "--reasoning-budget-message=Enough.",
                "--reasoning-effort=high",
                "--reasoning-format=deepseek-legacy",
                "--no-reasoning-preserve"))
        .isEqualTo(
            Reasoning.USUAL
                .withEnabled(true)
                .withEffort("high")
                .withBudget(9)
                .withBudgetMessage("Enough.")
                .withFormat(ReasoningFormat.BOTH)
                .withKept(false));
    assertThat(read("--reasoning-preserve").wish().kept()).contains(true);
    assertThat(read("--reasoning-format", "none").format()).isEqualTo(ReasoningFormat.NONE);
  }

  @Test
  void noEffortIsNoThought() {
    assertThat(read("--reasoning-effort", "none").enabled()).contains(false);
    assertThat(read("--reasoning-effort", "low", "--reasoning", "off").enabled()).contains(false);
    assertThat(read("--reasoning-effort", "none", "--reasoning", "on").enabled()).contains(false);
  }

  @Test
  void whatMakesNoSenseIsToldInASentence() {
    assertThatThrownBy(() -> read("--reasoning-budget", "-2"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("-2");
    assertThatThrownBy(() -> read("--reasoning-format", "odd"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("deepseek-legacy");
  }
}
