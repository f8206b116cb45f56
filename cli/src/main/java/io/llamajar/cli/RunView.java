package io.llamajar.cli;

import java.util.Optional;

/**
 * Prints an answer on standard output, and nothing else there. A person at a terminal also sees
 * what the model thinks before, dimmed, on standard error.
 */
final class RunView implements AnswerView {
  private static final String DIM = "\033[2m";
  private static final String PLAIN = "\033[0m";

  private final Console console;
  private final boolean isWatched;
  private final boolean isDimmed;
  private boolean isThinking;

  RunView(Console console) {
    this.console = console;
    this.isWatched = console.isTerminal();
    this.isDimmed = Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty();
  }

  @Override
  public void think(String piece) {
    if (!isWatched) {
      return;
    }
    if (!isThinking && !isDimmed) {
      console.note("[thinking]");
    }
    isThinking = true;
    String shown = Lines.safe(piece);
    console.say(isDimmed ? DIM + shown + PLAIN : shown);
  }

  /** Whoever stores the answer gets every character, a terminal none that would control it. */
  @Override
  public void say(String piece) {
    endThoughts();
    console.print(isWatched ? Lines.safe(piece) : piece);
  }

  private void endThoughts() {
    if (isThinking) {
      console.note(isDimmed ? "\n" : "\n[answer]");
    }
    isThinking = false;
  }

  @Override
  public void end() {
    endThoughts();
    console.println("");
  }
}
