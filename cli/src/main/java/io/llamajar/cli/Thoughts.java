package io.llamajar.cli;

import java.util.Optional;

/**
 * Shows a person at a terminal what a model thinks before it answers, dimmed; on standard error, as
 * it is no part of the answer. Where nobody watches it shows nothing.
 */
final class Thoughts {
  private static final String DIM = "\033[2m";
  private static final String PLAIN = "\033[0m";

  private final Console console;
  private final boolean isSeen;
  private final boolean isDimmed;
  private boolean isBegun;

  Thoughts(Console console) {
    this.console = console;
    this.isSeen = console.isTerminal();
    this.isDimmed = Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty();
  }

  /** More of them. */
  void add(String piece) {
    if (!isSeen) {
      return;
    }
    if (!isBegun && !isDimmed) {
      console.note("[thinking]");
    }
    isBegun = true;
    String shown = Lines.safe(piece);
    console.say(isDimmed ? DIM + shown + PLAIN : shown);
  }

  /** The answer follows, or nothing more. */
  void end() {
    if (isBegun) {
      console.note(isDimmed ? "\n" : "\n[answer]");
    }
    isBegun = false;
  }
}
