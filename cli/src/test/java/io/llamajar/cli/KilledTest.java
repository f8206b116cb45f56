package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is killed while it saves what it read: the file is whole, or there is none. */
class KilledTest {
  private static final int KILLS = 3;
  private static final String PROMPT = "Once upon a time there was a llama. ".repeat(40);
  private static final String STARTED = "Llamajar listens on ";

  @TempDir Path folder;

  @Test
  void aRunThatIsKilledLeavesItsFileWholeOrAbsent() throws Exception {
    String file = folder.resolve("told").toString();
    String[] run = {"run", "-p", PROMPT, "-n", "8", "--temp", "0", "--session", file};
    String text = Program.run("run", "-p", PROMPT, "-n", "8", "--temp", "0").out();
    for (int i = 0; i < KILLS; i++) {
      Process process = Program.process(List.of(), run).start();
      while (process.isAlive() && parts().length == 0) {
        LockSupport.parkNanos(20_000);
      }
      kill(process);
      Result next = Program.run("run", "-p", PROMPT, "-n", "8", "--temp", "0", "--session", file);
      assertThat(next.err()).isEmpty();
      assertThat(next.out()).isEqualTo(text);
      assertThat(folder.toFile().list()).containsExactly("told");
    }
  }

  private String[] parts() {
    return folder.toFile().list((folder, name) -> name.endsWith(".part"));
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Test
  void aServerThatIsKilledLeavesItsFilesWhole() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < KILLS; i++) {
        Process process =
            Program.process(
                    List.of(), "serve", "--port", "0", "--slot-save-path", folder.toString())
                .redirectErrorStream(true)
                .start();
        try {
          URI server = URI.create(process.inputReader(UTF_8).readLine().replace(STARTED, ""));
          if (i > 0) {
            assertThat(act(client, server, "restore")).isEqualTo(200);
          }
          assertThat(
                  post(
                      client,
                      server,
                      "/completion",
                      "{\"prompt\": \"%s\", \"id_slot\": 0}".formatted(PROMPT)))
              .isEqualTo(200);
          assertThat(act(client, server, "save")).isEqualTo(200);
          Thread saver = Thread.ofVirtual().start(() -> saveUntilItEnds(client, server));
          while (parts().length == 0) {
            LockSupport.parkNanos(20_000);
          }
          kill(process);
          saver.join();
        } finally {
          kill(process);
        }
      }
    }
    assertThat(folder.resolve("told")).isNotEmptyFile();
    assertThat(parts().length)
        .as("those of the same name are removed at the next save")
        .isLessThan(2);
  }

  private static void saveUntilItEnds(HttpClient client, URI server) {
    try {
      while (act(client, server, "save") == 200) {}
    } catch (IOException | InterruptedException e) {
      // It was killed, as it should.
    }
  }

  private static int act(HttpClient client, URI server, String action)
      throws IOException, InterruptedException {
    return post(client, server, "/slots/0?action=" + action, "{\"filename\": \"told\"}");
  }

  private static int post(HttpClient client, URI server, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> reply =
        client.send(
            HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    return reply.statusCode();
  }
}
