package io.llamajar.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.llamajar.structure.CommandLine.Ending;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person chats with the demo model at a real terminal, which tmux has. */
class ChatAtTerminalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String JAPAN = "What is the capital of Japan?";
  private static final String TOKYO = "The capital of Japan is Tokyo.";

  @TempDir Path folder;
  private CommandLine shell;
  private int terminals; // each has a server of its own

  @BeforeEach
  void aTerminal() {
    assumeTrue(CommandLine.isThere("tmux"), "no terminals without tmux");
    shell = new CommandLine(folder, Map.of("TERM", "xterm-256color"));
  }

  @AfterEach
  void close() throws Exception {
    tmux("kill-server");
  }

  @Test
  void questionsAreAnsweredAndTakenBack() throws Exception {
    start("", "--temp", "0");
    type(JAPAN, "Enter");
    await(TOKYO + "\n\\d+ tokens, [\\d.,]+ tokens/s; context: \\d+ of 512 tokens, \\d+%\n> ");
    type("/und", "Tab", "Enter");
    await("Taken back: " + Pattern.quote(JAPAN) + "\n> ");
    type("/context", "Enter");
    await("0 messages\n> ");
    type("C-d");
    await("left with 0");
    assertThat(folder.resolve("state/llamajar/history")).content().contains(JAPAN, "/context");
  }

  @Test
  void messagesOfSeveralLinesSurviveAResize() throws Exception {
    start("", "--temp", "0");
    type("\"\"\"", "Enter", "What is the capital", "Enter", "of Japan?");
    await("> \"\"\"\n  What is the capital\n  of Japan\\?");
    tmux("resize-window", "-x", "40", "-y", "20");
    type("Enter", "\"\"\"", "Enter");
    await(TOKYO);
    tmux("resize-window", "-x", "100", "-y", "30");
    await(TOKYO + "\n.*\n> ");
    type("C-c");
    await("Press \\^D to leave\\.\n> ");
    type("What is the capital", "C-j", "of Japan?", "Enter");
    await("of Japan\\?\n" + TOKYO);
    type("C-d");
    await("left with 0");
  }

  @Test
  void anInterruptStopsTheAnswerAndKeepsWhatWasSaid() throws Exception {
    start(
        "", "-c", "20000", "--seed", "2", "--temp", "100", "--top-k", "0", "--top-p", "1",
        "--min-p", "0"); // a model that babbles on and on
    type("Tell me a story.", "Enter");
    await("Tell me a story\\.\n[^>\\s]");
    type("C-c");
    await("tokens/s.*\n> ");
    type("/context", "Enter");
    await("2 messages\n> ");
    assertThat(screen("-p")).doesNotContain("Press ^D", "is full");
    type("C-d");
    await("left with 0");
  }

  @Test
  void coloursAreLeftOutWhereNobodyWantsThem() throws Exception {
    start("", "--temp", "0");
    type(JAPAN, "Enter");
    await(TOKYO + "\n.*tokens/s");
    assertThat(screen("-pe")).contains("\u001b[2m");
    type("C-d");
    await("left with 0");
    for (String variable : List.of("NO_COLOR=1", "TERM=dumb")) {
      tmux("kill-server");
      start(variable, "--temp", "0");
      type(JAPAN, "Enter");
      await(TOKYO + "\n.*tokens/s");
      assertThat(screen("-pe")).doesNotContain("\u001b[");
      type("C-d");
      await("left with 0");
    }
  }

  @Test
  void plainTextIsEnough() throws Exception {
    start("", "--temp", "0", "--plain");
    type("What is the capital\\", "Enter", "of Japan?", "Enter");
    await(TOKYO + "\n\\[\\d+ tokens.*]\n> ");
    assertThat(screen("-pe")).doesNotContain("\u001b[");
    type("C-c");
    await("Press \\^D to leave\\.\n> ");
    type("/help", "Enter");
    await("/exit .*\n> ");
    type("C-d");
    await("left with 0");
  }

  /** Starts the program in a new terminal, and a shell that stays after it. */
  private void start(String variable, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("chat"));
    words.addAll(List.of(options));
    StringBuilder line = new StringBuilder("env XDG_STATE_HOME='" + folder + "/state' " + variable);
    CommandLine.program(words.toArray(String[]::new))
        .forEach(word -> line.append(" '").append(word).append('\''));
    Path script = folder.resolve("script");
    terminals++;
    // ^C is for the program, not for the shell around it.
    Files.writeString(script, "trap : INT\n" + line + "\necho \"left with $?\"\nexec cat\n");
    Ending ending =
        tmux("new-session", "-d", "-x", "80", "-y", "30", "-c", folder.toString(), "sh " + script);
    assertThat(ending).isEqualTo(new Ending(0, "", ""));
    await("\\^D leaves\\.\n> ");
  }

  private void type(String... keys) throws Exception {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(List.of(keys));
    tmux(words.toArray(String[]::new));
  }

  /** Looks until the screen shows something. */
  private void await(String pattern) throws Exception {
    Predicate<String> awaited = Pattern.compile(pattern).asPredicate();
    Instant deadline = Instant.now().plus(PATIENCE);
    String screen = screen("-p");
    while (!awaited.test(screen)) {
      assertThat(Instant.now()).as("waiting for %s on%n%s", pattern, screen).isBefore(deadline);
      screen = screen("-p");
    }
  }

  /** What a person sees; tmux leaves blanks at the ends of lines out. */
  private String screen(String how) throws Exception {
    return tmux("capture-pane", how).out().replaceAll("(?m)^>$", "> ");
  }

  private Ending tmux(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("tmux", "-u", "-f", "/dev/null"));
    line.addAll(List.of("-S", folder.resolve("tmux" + terminals).toString()));
    line.addAll(List.of(words));
    return shell.run(line);
  }
}
