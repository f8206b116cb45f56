package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.api.io.TempDir;

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
    user = new TerminalUser(terminal, setup(false));
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
  void answersCannotCommandTheTerminal() throws IOException {
    for (boolean isColoured : new boolean[] {false, true}) {
      say(isColoured, "a\u001b[2Jb\u0007\tc\u009b2Jd\n");
      assertThat(shown()).doesNotContain("\u001b[2J", "\u0007", "\u009b");
      assertThat(shown()).contains("a\uFFFD[2Jb\uFFFD");
      screen.reset();
    }
  }

  @Test
  void answersAreShownInColoursOrAsTheyAre() throws IOException {
    say(true, "so **bo", "ld**, no\n─");
    assertThat(shown()).isEqualTo("so \u001b[1mbold\u001b[0m, no\n─\n".replace("\n", "\r\n"));
    screen.reset();
    say(false, "so **bo", "ld**");
    assertThat(shown()).isEqualTo("so **bold**\r\n");
  }

  @Test
  void thoughtsAreApartFromTheAnswer() throws IOException {
    AnswerView dimmed = new TerminalUser(terminal, setup(true)).view();
    dimmed.think("Hm **");
    dimmed.say("*Yes*");
    dimmed.end();
    assertThat(shown()).isEqualTo("\u001b[2mHm **\u001b[0m\r\n\r\n\u001b[3mYes\u001b[0m\r\n");
    screen.reset();
    AnswerView plain = user.view();
    plain.think("Hm");
    plain.think("\n");
    plain.say("Yes");
    plain.end();
    assertThat(shown()).isEqualTo("[thinking]\r\nHm\r\n[answer]\r\nYes\r\n");
  }

  @Test
  void messagesMayHaveSeveralLines() throws IOException {
    type("\"\"\"\ra \\\r\"b\"\r\"\"\"\r" + "one \\\rtwo\r" + "x\ny\r");
    assertThat(user.message()).contains("a \\\n\"b\"");
    assertThat(user.message()).contains("one \ntwo");
    assertThat(user.message()).contains("x\ny");
  }

  @Test
  void draftsAreEditedAndResultsNotRemembered() throws IOException {
    type("!\r" + "noon\r" + "\u0010\r");
    assertThat(user.edited("Hi")).contains("Hi!");
    assertThat(user.line("result> ")).contains("noon");
    assertThat(user.message()).contains("Hi!");
  }

  @Test
  void commandsAndFilesAndSettingsAreCompleted() throws IOException {
    type(
        "/und\t\r" + "/set mi\t0.1\r" + "/set reasoning of\t\r" + "/load src/ma\t\r" + "no /und\r");
    assertThat(user.message()).contains("/undo ");
    assertThat(user.message()).contains("/set min-p 0.1");
    assertThat(user.message()).contains("/set reasoning off ");
    assertThat(user.message()).contains("/load src/main/");
    assertThat(user.message()).contains("no /und");
  }

  @Test
  void linesAreKeptFromOneConversationToTheNext(@TempDir Path folder) throws IOException {
    Path history = folder.resolve("history");
    TerminalUser.Setup setup = new TerminalUser.Setup(Optional.of(history), false, Map::of);
    type("first\r \"secret\"\r");
    TerminalUser before = new TerminalUser(terminal, setup);
    before.message();
    assertThat(before.message()).contains(" \"secret\"");
    before.close();
    terminal = new LineDisciplineTerminal("test", "xterm", screen, UTF_8);
    TerminalUser after = new TerminalUser(terminal, setup);
    type("\u0010\r");
    assertThat(after.message()).contains("first");
    assertThat(history).content().doesNotContain("secret");
  }

  private static TerminalUser.Setup setup(boolean isColoured) {
    return new TerminalUser.Setup(
        Optional.empty(),
        isColoured,
        () -> Map.of("min-p", List.of(), "reasoning", List.of("on", "off")));
  }

  private void say(boolean isColoured, String... pieces) throws IOException {
    AnswerView view = new TerminalUser(terminal, setup(isColoured)).view();
    List.of(pieces).forEach(view::say);
    view.end();
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
