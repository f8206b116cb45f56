package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A person at a terminal, played by a test. */
class TerminalUserTest {
  private static final String CONTROL_C = "\u0003";
  private static final String CONTROL_D = "\u0004";

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PipedOutputStream keyboard = new PipedOutputStream();
  private Terminal terminal;
  private TerminalUser user;

  @BeforeEach
  void open() throws IOException {
    terminal =
        TerminalBuilder.builder()
            .system(false)
            .type("xterm")
            .encoding(UTF_8)
            .streams(new PipedInputStream(keyboard), screen)
            .build();
    user = new TerminalUser(terminal);
  }

  @AfterEach
  void close() throws IOException {
    user.close();
  }

  @Test
  void linesAreMessagesAsTheyWereTyped() throws IOException {
    type("It's \"ä\" \\n! !!\r");
    assertThat(user.message()).contains("It's \"ä\" \\n! !!");
    assertThat(shown()).contains("> ");
  }

  @Test
  void controlDLeaves() throws IOException {
    type(CONTROL_D);
    assertThat(user.message()).isEmpty();
  }

  @Test
  void controlCClearsTheLineAndThenHints() throws IOException {
    type("never mind" + CONTROL_C + "hello\r");
    assertThat(user.message()).contains("hello");
    assertThat(shown()).doesNotContain("^D");
    type(CONTROL_C + "hello\r");
    assertThat(user.message()).contains("hello");
    assertThat(shown()).contains("Press ^D to leave");
  }

  @Test
  void anInterruptStopsTheAnswer() {
    AtomicInteger stops = new AtomicInteger();
    user.onInterrupt(stops::incrementAndGet);
    terminal.raise(Signal.INT);
    assertThat(stops).hasValue(1);
  }

  @Test
  void answersCannotCommandTheTerminal() {
    user.show("a\u001b[2Jb\u0007\tc\n");
    assertThat(shown()).contains("a\uFFFD[2Jb\uFFFD\tc").doesNotContain("\u001b[2J");
  }

  private void type(String keys) throws IOException {
    keyboard.write(keys.getBytes(UTF_8));
    keyboard.flush();
  }

  private String shown() {
    return screen.toString(UTF_8);
  }
}
