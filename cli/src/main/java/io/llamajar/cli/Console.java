package io.llamajar.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * The program's input and outputs, in UTF-8 whatever the locale: results go to standard output,
 * everything about them to standard error.
 */
final class Console {
  /** Standard output takes no more: the disk is full, or its reader has left. */
  static final class OutputLost extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    OutputLost(IOException cause) {
      super("Cannot write to standard output: " + cause.getMessage(), cause);
    }

    /** Whether the reader has left, as {@code head} does when it has seen enough. */
    boolean isClosedPipe() {
      return String.valueOf(getMessage()).contains("pipe");
    }
  }

  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
  private final BooleanSupplier terminal;

  /**
   * @param terminal whether a person types and reads; asked only by commands that care, because
   *     finding out takes the JVM a while
   */
  Console(InputStream in, OutputStream out, OutputStream err, BooleanSupplier terminal) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  boolean isTerminal() {
    return terminal.getAsBoolean();
  }

  /** Writes to standard output, to be seen at once. */
  void print(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new OutputLost(e);
    }
  }

  void println(String line) {
    print(line + "\n");
  }

  /** Standard output for whoever wants a writer; what it cannot write is lost. */
  PrintWriter writer() {
    return new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), true);
  }

  /** Tells the user something on a line of standard error, after the program's name. */
  void tell(String message) {
    note("llamajar: " + Lines.single(message));
  }

  void warn(String message) {
    tell("warning: " + message);
  }

  /** Writes a line to standard error as it is. */
  void note(String line) {
    say(line + "\n");
  }

  /** Writes over the line of standard error where the cursor is, on a terminal. */
  void overwrite(String line) {
    say("\r\033[K" + line);
  }

  private void say(String text) {
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // Nobody listens, and there is no other way to say so.
    }
  }

  /** Standard input, line by line. */
  BufferedReader lines() {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** All of standard input. */
  String text() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
