package io.llamajar.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/** A pipe: a message on each line of standard input, nothing but answers on standard output. */
final class PipeUser implements User {
  private final Console console;
  private final BufferedReader lines;

  PipeUser(Console console) {
    this.console = console;
    this.lines = console.lines();
  }

  @Override
  public Optional<String> message() throws IOException {
    return Optional.ofNullable(lines.readLine());
  }

  @Override
  public Optional<String> edited(String draft) throws IOException {
    return message();
  }

  @Override
  public Optional<String> line(String asked) throws IOException {
    return message();
  }

  /** What the model thinks is no answer. */
  @Override
  public AnswerView view() {
    return new AnswerView() {
      @Override
      public void think(String piece) {}

      @Override
      public void say(String piece) {
        console.print(piece);
      }

      @Override
      public void end() {
        console.println("");
      }
    };
  }

  @Override
  public void note(String line) {
    console.tell(line);
  }

  @Override
  public void status(String line) {}

  /** An interrupt ends the whole program, as usual in a pipe. */
  @Override
  public void onInterrupt(Runnable stop) {}

  @Override
  public void close() {}
}
