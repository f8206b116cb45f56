package io.llamajar.cli;

import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.tools.ReasoningFormat;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What becomes of a model's thoughts: names are llama.cpp's. */
final class ReasoningSettings {
  private static final String TEMPLATES_OWN = "default";

  /** What is so or not, or as the model's template says. */
  enum Wish {
    ON,
    OFF,
    AUTO;

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
      names = "--reasoning-effort",
      paramLabel = "LEVEL",
      description =
          "how hard it is to think, if its template knows of that: low, medium, high, or another"
              + " word of its own; none: not at all (default: default, as its template says)")
  private String effort = TEMPLATES_OWN;

  @Option(
      names = "--reasoning-budget",
      paramLabel = "N",
      description = "let it think for at most N tokens; -1: without limit (default)")
  private int budget = -1;

  @Option(
      names = "--reasoning-budget-message",
      paramLabel = "TEXT",
      description = "end thoughts whose budget is used up with this (default: nothing)")
  private String budgetMessage = "";

  @Option(
      names = "--reasoning-format",
      paramLabel = "none|deepseek|deepseek-legacy|auto",
      description =
          "leave thoughts in the answer, tell them apart, or both (default: auto, which is apart)")
  private String format = "auto";

  @Option(
      names = "--reasoning-preserve",
      negatable = true,
      description =
          "show the model its thoughts of earlier turns, or not, if its template knows of that"
              + " (default: as its template says)")
  private Optional<Boolean> preserve = Optional.empty();

  Reasoning reasoning() {
    if (budget < -1) {
      throw new UsageException(
          "--reasoning-budget is %d; give a number of tokens, or -1 for any".formatted(budget));
    }
    Reasoning all =
        Reasoning.USUAL.withFormat(format()).withBudget(budget).withBudgetMessage(budgetMessage);
    all = reasoning == Wish.AUTO ? all : all.withEnabled(reasoning == Wish.ON);
    all = effort.equals(TEMPLATES_OWN) ? all : all.withEffort(effort);
    return preserve.map(all::withKept).orElse(all);
  }

  private ReasoningFormat format() {
    return ReasoningFormat.named(format)
        .orElseThrow(() ->
            new UsageException(
                "--reasoning-format is '%s'; give %s".formatted(format, ReasoningFormat.NAMES)));
  }
}
