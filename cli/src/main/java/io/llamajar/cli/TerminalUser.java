package io.llamajar.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;

/** A person at a terminal, who can edit lines, recall earlier ones and interrupt answers. */
final class TerminalUser implements User {
  private static final String PROMPT = "> ";

  // A model's answer must not move the cursor, ring the bell or rename the window.
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  private final Terminal terminal;
  private final LineReader reader;

  TerminalUser(Terminal terminal) {
    this.terminal = terminal;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    reader.getWidgets().put(LineReader.CALLBACK_INIT, this::awaitKeys);
  }

  /**
   * JLine 4.1 asks for a key or nothing after 0.1 s, and without stty takes nothing for the end.
   */
  private boolean awaitKeys() {
    Attributes attributes = terminal.getAttributes();
    attributes.setControlChar(ControlChar.VMIN, 1);
    attributes.setControlChar(ControlChar.VTIME, 0);
    terminal.setAttributes(attributes);
    return true;
  }

  /**
   * The terminal that the program runs in.
   *
   * <p>Its signals are not left to JLine: on Linux version 4.1 stumbles over one that is not there
   * and falls back on running {@code stty}, which the sandbox forbids.
   */
  static TerminalUser here() throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .jni(false)
            .exec(false)
            .dumb(true)
            .nativeSignals(false)
            .graphemeCluster(false) // it would ask the terminal, and wait
            .encoding(StandardCharsets.UTF_8)
            .build();
    for (Signal signal : List.of(Signal.INT, Signal.WINCH, Signal.CONT)) {
      Signals.register(signal.name(), () -> terminal.raise(signal));
    }
    return new TerminalUser(terminal);
  }

  @Override
  public Optional<String> message() {
    while (true) {
      try {
        return Optional.of(reader.readLine(PROMPT));
      } catch (UserInterruptException e) {
        if (e.getPartialLine().isEmpty()) {
          note("Press ^D to leave.");
        }
      } catch (EndOfFileException e) {
        return Optional.empty();
      }
    }
  }

  @Override
  public void show(String piece) {
    terminal.writer().print(CONTROL.matcher(piece).replaceAll("\uFFFD"));
    terminal.flush();
  }

  @Override
  public void endAnswer() {
    note("");
  }

  @Override
  public void note(String line) {
    terminal.writer().println(line);
    terminal.flush();
  }

  @Override
  public void onInterrupt(Runnable stop) {
    terminal.handle(Signal.INT, signal -> stop.run());
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      // Its settings are as they were. Java puts /dev/null in the place of a standard input that is
      // closed, and in the sandbox cannot open that for writing.
    }
  }
}
