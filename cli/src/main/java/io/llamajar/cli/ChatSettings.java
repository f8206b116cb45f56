package io.llamajar.cli;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.tools.ChatRequest.Reasoning;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a conversation that can be changed while it goes on. */
final class ChatSettings {
  @Mixin private final TextSettings sampling = new TextSettings();
  @Mixin private final ReasoningSettings reasoning = new ReasoningSettings();
  @Mixin private final TemplateSettings templates = new TemplateSettings();

  @Option(
      names = "--show-timings",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "at a terminal, show speed and context use after each answer (default)")
  private boolean showTimings;

  GenerationOptions options() {
    return sampling.options();
  }

  Reasoning reasoning() {
    return reasoning.reasoning();
  }

  Map<String, Object> variables() {
    return templates.variables();
  }

  boolean showsTimings() {
    return showTimings;
  }
}
