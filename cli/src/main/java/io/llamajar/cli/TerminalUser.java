package io.llamajar.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

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
  }

  /** The terminal that the program runs in. */
  static TerminalUser here() throws IOException {
    return new TerminalUser(
        TerminalBuilder.builder()
            .jni(false)
            .dumb(true)
            .nativeSignals(true)
            .graphemeCluster(false) // it would ask the terminal, and wait
            .encoding(StandardCharsets.UTF_8)
            .build());
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
  public void close() throws IOException {
    terminal.close();
  }
}
