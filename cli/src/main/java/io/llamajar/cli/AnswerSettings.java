package io.llamajar.cli;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.Chat;
import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.tools.ReasoningFormat;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How answers are generated: options of commands that ask a model. */
final class AnswerSettings {
  @Option(
      names = {"-n", "--max-tokens", "--predict", "--n-predict"},
      paramLabel = "N",
      description = "write at most so many tokens; -1: as many as the context takes (default)")
  private int maxTokens = GenerationOptions.UNLIMITED;

  @Mixin private final SamplingSettings sampling = new SamplingSettings();
  @Mixin private final ReasoningSettings reasoning = new ReasoningSettings();
  @Mixin private final TemplateSettings templates = new TemplateSettings();

  /** Complains of what cannot be. */
  void check() {
    options();
    reasoning();
    variables();
  }

  /** Has a conversation go on like this. */
  void applyTo(Chat chat) {
    chat.use(options());
    Reasoning shown = reasoning();
    boolean twice = shown.format() == ReasoningFormat.BOTH; // once is enough for who reads it all
    chat.use(twice ? shown.withFormat(ReasoningFormat.NONE) : shown);
    chat.tell(variables());
  }

  GenerationOptions options() {
    return sampling.options(maxTokens);
  }

  Reasoning reasoning() {
    return reasoning.reasoning();
  }

  /** What chat templates are told besides. */
  Map<String, Object> variables() {
    return templates.variables();
  }
}
