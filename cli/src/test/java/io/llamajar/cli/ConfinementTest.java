package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.llamajar.cli.Program.Result;
import io.llamajar.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program in its sandbox does what it is there for. */
@Timeout(120)
class ConfinementTest {
  private static final String CLOSED = "llamajar: sandbox: no new programs, no new connections, ";
  private static final String QUESTION = "What is the capital of Japan?";
  private static final String ANSWER = "The capital of Japan is Tokyo.";

  @TempDir Path folder;

  @BeforeEach
  void aKernelThatHasIt() {
    assumeTrue(Sandbox.offer().contains("Landlock "), Sandbox.offer());
  }

  @Test
  void aModelAnswersInIt() throws Exception {
    Result result = finished("run", "--temp", "0", "-p", QUESTION);
    assertThat(result.out()).isEqualTo(ANSWER + "\n");
    assertThat(result.err()).isEqualTo(CLOSED + "no writing\n");
  }

  @Test
  void aSessionIsWrittenFromIt() throws Exception {
    String file = folder.resolve("session").toString();
    for (int run = 0; run < 2; run++) { // the second reads it and replaces it
      Result result = finished("run", "--temp", "0", "-p", QUESTION, "--session", file);
      assertThat(result.out()).isEqualTo(ANSWER + "\n");
      assertThat(result.err()).isEqualTo(CLOSED + "writing only to [" + folder + "]\n");
      assertThat(folder).isDirectoryContaining(path -> path.endsWith("session"));
    }
  }

  @Test
  void whoWantsNoneHasNone() throws Exception {
    assertThat(finished("run", "--unsecured", "-n", "1", "-p", "x").err())
        .isEqualTo("llamajar: sandbox: none is wanted\n");
  }

  @Test
  void textsAreSavedByTheServerFromIt() throws Exception {
    Process process =
        debugged("serve", "--port", "0", "--slot-save-path", folder.toString()).start();
    try (BufferedReader out = process.inputReader(UTF_8);
        BufferedReader err = process.errorReader(UTF_8);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(err.readLine()).isEqualTo(CLOSED + "writing only to [" + folder + "]");
      URI uri = URI.create(out.readLine().replaceFirst(".* ", ""));
      assertThat(answer(client, uri, "/completion", "{\"prompt\": \"Once\", \"n_predict\": 4}"))
          .contains("content");
      assertThat(answer(client, uri, "/slots/0?action=save", "{\"filename\": \"story\"}"))
          .contains("n_written");
      assertThat(folder.resolve("story")).isNotEmptyFile();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aPersonChatsInItAtATerminal() throws Exception {
    Path script = Path.of("/usr/bin/script");
    assumeTrue(Files.isExecutable(script), "no pseudo-terminals without script");
    Path program = folder.resolve("program");
    String command = String.join(" ", Program.process(List.of(), "chat").command());
    Files.writeString(
        program, "stty cols 80 rows 24\ncd " + folder + "\nexec " + command); // script has no size
    ProcessBuilder builder =
        new ProcessBuilder(script.toString(), "-qec", "sh " + program, "/dev/null");
    builder.environment().put("TERM", "xterm");
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    Process process = builder.redirectErrorStream(true).start();
    try (BufferedReader screen = process.inputReader(UTF_8);
        OutputStream keys = process.getOutputStream()) {
      await(screen, "> ");
      keys.write("/help\r".getBytes(UTF_8));
      keys.flush();
      await(screen, Slash.helpLines().getLast());
      keys.write("/save chat.json\r".getBytes(UTF_8));
      keys.flush();
      await(screen, "Saved as " + folder);
      await(screen, "> ");
      keys.write(4); // ^D
      keys.flush();
      assertThat(process.waitFor()).isZero();
      assertThat(folder.resolve("chat.json")).content().isEqualTo("{\"messages\":[]}\n");
      assertThat(folder.resolve("state/llamajar/history")).content().contains("/save chat.json");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void await(BufferedReader screen, String text) throws Exception {
    StringBuilder shown = new StringBuilder();
    while (shown.indexOf(text) < 0) {
      int next = screen.read();
      assertThat(next).as(shown.toString()).isNotNegative();
      shown.append((char) next);
    }
  }

  private static String answer(HttpClient client, URI uri, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }

  private static Result finished(String... args) throws Exception {
    return Program.finish(debugged(args).start());
  }

  private static ProcessBuilder debugged(String... args) {
    ProcessBuilder builder = Program.process(List.of(), args);
    builder.environment().put("LLAMAJAR_DEBUG", "1");
    return builder;
  }
}
