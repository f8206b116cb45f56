package io.llamajar.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The program's input and outputs, in UTF-8 whatever the locale: results go to standard output,
 * everything about them to standard error.
 */
final class Console {
  /** The environment variable that asks for details. */
  static final String DEBUG = "LLAMAJAR_DEBUG";

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
  private final boolean ofProcess;
  private final boolean debug = Optional.ofNullable(System.getenv(DEBUG)).isPresent();

  private Console(InputStream in, OutputStream out, OutputStream err, boolean ofProcess) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.ofProcess = ofProcess;
  }

  /** The inputs and outputs of a program that is a guest in somebody else's process. */
  Console(InputStream in, OutputStream out, OutputStream err) {
    this(in, out, err, false);
  }

  /** Those of this process. */
  static Console ofProcess() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        true);
  }

  /** Whether the process is the program's own, to do with as it likes. */
  boolean ownsProcess() {
    return ofProcess;
  }

  /**
   * Whether a person types and reads; asked only by commands that care, because finding out takes
   * the JVM a while.
   */
  boolean isTerminal() {
    return ofProcess
        && Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent();
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

  /** Tells what only those want to know who look for a mistake. */
  void debug(String message) {
    if (isDebugged()) {
      tell(message);
    }
  }

  /** Whether somebody looks for a mistake. */
  boolean isDebugged() {
    return debug;
  }

  /** Writes a line to standard error as it is. */
  void note(String line) {
    say(line + "\n");
  }

  /** Writes over the line of standard error where the cursor is, on a terminal. */
  void overwrite(String line) {
    say("\r\033[K" + line);
  }

  /** Writes to standard error as it is, without a line end. */
  void say(String text) {
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // Nobody listens, and there is no other way to say so.
    }
  }

  /** Whether somebody has sent something that was not read yet. */
  boolean hasInput() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      return false; // it is closed
    }
  }

  /** Standard input, line by line. */
  BufferedReader lines() {
    return new BufferedReader(new InputStreamReader(input(), StandardCharsets.UTF_8));
  }

  /** Standard input as it comes; it stays open for as long as the process. */
  InputStream input() {
    return new FilterInputStream(in) {
      // The JVM would open the null device in its place, for writing too: in a sandbox it may not.
      @Override
      public void close() {}
    };
  }

  /** All of standard input, which is text. */
  String text() throws IOException {
    return Utf8.decode(in.readAllBytes(), Utf8.STANDARD_INPUT);
  }
}
