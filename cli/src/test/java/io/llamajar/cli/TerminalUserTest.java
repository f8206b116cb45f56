package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person at a terminal, played by a test. */
@Timeout(60)
class TerminalUserTest {
  private static final String CONTROL_C = "\u0003";
  private static final String CONTROL_D = "\u0004";

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private LineDisciplineTerminal terminal;
  private TerminalUser user;

  @BeforeEach
  void open() throws IOException {
    terminal = new LineDisciplineTerminal("test", "xterm", screen, UTF_8);
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
  void controlCClearsTheLine() throws Exception {
    CompletableFuture<Optional<String>> message = CompletableFuture.supplyAsync(user::message);
    awaitScreen("> ");
    type("never mind");
    awaitScreen("never mind");
    type(CONTROL_C);
    awaitScreen("never mind.*> ");
    type("hello\r");
    assertThat(message.get()).contains("hello");
    assertThat(shown()).doesNotContain("^D");
  }

  @Test
  void controlCOnAnEmptyLineHints() throws Exception {
    CompletableFuture<Optional<String>> message = CompletableFuture.supplyAsync(user::message);
    awaitScreen("> ");
    type(CONTROL_C);
    awaitScreen("Press \\^D to leave.*> ");
    type(CONTROL_D);
    assertThat(message.get()).isEmpty();
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
    terminal.processInputBytes(keys.getBytes(UTF_8));
  }

  private void awaitScreen(String pattern) {
    Pattern awaited = Pattern.compile(pattern, Pattern.DOTALL);
    while (!awaited.matcher(shown()).find()) {
      Thread.onSpinWait();
    }
  }

  private String shown() {
    return screen.toString(UTF_8);
  }
}
