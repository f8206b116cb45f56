package io.llamajar.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a conversation that can be changed while it goes on. */
final class ChatSettings {
  @Mixin private final AnswerSettings answers = new AnswerSettings();

  @Option(
      names = "--show-timings",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "at a terminal, show speed and context use after each answer (default)")
  private boolean showTimings;

  AnswerSettings answers() {
    return answers;
  }

  boolean showsTimings() {
    return showTimings;
  }
}
