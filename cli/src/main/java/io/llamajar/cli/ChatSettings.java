package io.llamajar.cli;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.tools.ChatRequest.Reasoning;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a conversation that can be changed while it goes on. */
final class ChatSettings {
  @Mixin private final SamplingSettings sampling = new SamplingSettings();
  @Mixin private final ReasoningSettings reasoning = new ReasoningSettings();

  @Option(
      names = "--show-timings",
      paramLabel = "on|off",
      arity = "0..1",
      fallbackValue = "on",
      converter = Switch.class,
      description = "at a terminal, show speed and context use after each answer (default: on)")
  private boolean showTimings = true;

  GenerationOptions options() {
    return sampling.options();
  }

  Reasoning reasoning() {
    return reasoning.reasoning();
  }

  boolean showsTimings() {
    return showTimings;
  }
}
