package io.llamajar.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Signals;

/** A person at a terminal, who can edit lines, recall earlier ones and interrupt answers. */
final class TerminalUser implements User {
  static final String PROMPT = "> ";
  static final String MORE = "  ";
  static final String HINT = "Press ^D to leave.";

  private final Terminal terminal;
  private final Ink ink;
  private final boolean isColoured;
  private final String prompt;
  private final LineReader reader;

  /**
   * What a terminal's user has.
   *
   * @param history the file in which lines are kept from one conversation to the next
   * @param isColoured whether answers are shown in colours
   * @param settings the names that are completed after {@code /set}, with their values
   */
  record Setup(
      Optional<Path> history, boolean isColoured, Supplier<Map<String, List<String>>> settings) {}

  TerminalUser(Terminal terminal, Setup setup) {
    this.terminal = terminal;
    this.ink = new Ink(terminal);
    this.isColoured = setup.isColoured;
    this.prompt =
        isColoured ? ink.ansi(new AttributedString(PROMPT, AttributedStyle.BOLD)) : PROMPT;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(new TypedLine.Parser())
            .completer(new Completion(setup.settings))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, MORE)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
    keepKeys();
    setup.history.ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
    reader.getWidgets().put(LineReader.CALLBACK_INIT, this::awaitKeys);
    Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN))
        .bind(new Reference(LineReader.SELF_INSERT), KeyMap.ctrl('J'));
  }

  /**
   * What is typed while an answer comes is not seen in it but at the next prompt, as it was typed:
   * with Enter and ^J two keys. The terminal's own settings come back when it is closed.
   */
  private void keepKeys() {
    Attributes attributes = terminal.getAttributes();
    attributes.setInputFlag(InputFlag.ICRNL, false);
    attributes.setLocalFlag(LocalFlag.ECHO, false);
    attributes.setLocalFlag(LocalFlag.NOFLSH, true); // an interrupt throws nothing of it away
    terminal.setAttributes(attributes);
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
  static TerminalUser here(Setup setup) throws IOException {
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
    return new TerminalUser(terminal, setup);
  }

  @Override
  public Optional<String> message() {
    while (true) {
      try {
        return Optional.of(new Draft(reader.readLine(prompt)).message());
      } catch (UserInterruptException e) {
        if (e.getPartialLine().isEmpty()) {
          note(HINT);
        }
      } catch (EndOfFileException e) {
        return Optional.empty();
      }
    }
  }

  @Override
  public Optional<String> edited(String draft) {
    return read(prompt, draft).map(text -> new Draft(text).message());
  }

  /** Such lines are not remembered. */
  @Override
  public Optional<String> line(String asked) {
    reader.setVariable(LineReader.DISABLE_HISTORY, true);
    try {
      return read(asked, "");
    } finally {
      reader.setVariable(LineReader.DISABLE_HISTORY, false);
    }
  }

  private Optional<String> read(String asked, String draft) {
    try {
      return Optional.of(reader.readLine(asked, null, draft));
    } catch (UserInterruptException | EndOfFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public AnswerView view() {
    return isColoured ? new StyledView(ink) : new PlainView(ink::print);
  }

  @Override
  public void note(String line) {
    ink.print(line + "\n");
  }

  @Override
  public void status(String line) {
    note(isColoured ? ink.ansi(new AttributedString(line, Ink.DIM)) : line);
  }

  @Override
  public void onInterrupt(Runnable stop) {
    terminal.handle(Signal.INT, signal -> stop.run());
  }

  @Override
  public void close() {
    try {
      reader.getHistory().save();
      terminal.close();
    } catch (IOException e) {
      // Its settings are as they were. Java puts /dev/null in the place of a standard input that is
      // closed, and in the sandbox cannot open that for writing.
    }
  }
}
