package io.llamajar.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;
import org.jline.utils.Signals;

/**
 * A person at a terminal that shows plain text, perhaps reads it aloud: no colours, and the cursor
 * is left to the system.
 */
final class PlainUser implements User {
  private final Console console;
  private final BufferedReader lines;
  private volatile boolean isReading;

  PlainUser(Console console) {
    this.console = console;
    this.lines = console.lines();
  }

  @Override
  public Optional<String> message() throws IOException {
    Optional<String> typed = line(TerminalUser.PROMPT);
    while (typed.isPresent() && new Draft(typed.get()).goesOn()) {
      String before = typed.get();
      typed = line(TerminalUser.MORE).map(more -> before + "\n" + more);
    }
    return typed.map(text -> new Draft(text).message());
  }

  @Override
  public Optional<String> edited(String draft) throws IOException {
    note("It was: " + Lines.safe(draft));
    return message();
  }

  @Override
  public Optional<String> line(String asked) throws IOException {
    console.print(asked);
    isReading = true;
    try {
      Optional<String> line = Optional.ofNullable(lines.readLine());
      if (line.isEmpty()) {
        console.println("");
      }
      return line;
    } finally {
      isReading = false;
    }
  }

  @Override
  public AnswerView view() {
    return new PlainView(console::print);
  }

  @Override
  public void note(String line) {
    console.println(line);
  }

  @Override
  public void status(String line) {
    note("[" + line + "]");
  }

  @Override
  public void onInterrupt(Runnable stop) {
    Signals.register(
        "INT",
        () -> {
          if (isReading) {
            console.print("\n" + TerminalUser.HINT + "\n" + TerminalUser.PROMPT);
          } else {
            stop.run();
          }
        });
  }

  @Override
  public void close() {}
}
