package io.llamajar.cli;

import io.llamajar.chat.tools.ChatRequest.Reasoning;
import io.llamajar.chat.tools.ReasoningFormat;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What becomes of a model's thoughts: names are llama.cpp's. */
final class ReasoningSettings {
  /** Whether a model is to think. */
  enum Wish {
    ON,
    OFF,
    AUTO;

    private Optional<Boolean> enabled() {
      return this == AUTO ? Optional.empty() : Optional.of(this == ON);
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = {"-rea", "--reasoning"},
      paramLabel = "on|off|auto",
      description = "whether the model is to think first (default: auto, as its template says)")
  private Wish reasoning = Wish.AUTO;

  @Option(
      names = "--reasoning-budget",
      paramLabel = "N",
      description = "let it think for at most N tokens; -1: without limit (default)")
  private int budget = -1;

  Reasoning reasoning() {
    if (budget < -1) {
      throw new UsageException(
          "--reasoning-budget is %d; give a number of tokens, or -1 for any".formatted(budget));
    }
    return new Reasoning(ReasoningFormat.SEPARATE, reasoning.enabled(), budget);
  }
}
