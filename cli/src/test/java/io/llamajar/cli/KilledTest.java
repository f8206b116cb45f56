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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program is killed while it saves what it read: the file is whole, or there is none. */
class KilledTest {
  private static final String NAME = "told";
  private static final int KILLS = 3;
  private static final String PROMPT = "Once upon a time there was a llama. ".repeat(40);
  private static final String STARTED = "Llamajar listens on ";

  @TempDir Path folder;

  @Test
  void aRunThatIsKilledLeavesItsFileWholeOrAbsent() throws Exception {
    List<String> plain = List.of("run", "-p", PROMPT, "-n", "8", "--temp", "0");
    List<String> saving = new ArrayList<>(plain);
    saving.addAll(List.of("--session", folder.resolve(NAME).toString()));
    Result expected = Program.run(plain.toArray(String[]::new));
    for (int i = 0; i < KILLS; i++) {
      Process process = Program.process(List.of(), saving.toArray(String[]::new)).start();
      awaitPart(process::isAlive);
      kill(process);
      assertThat(Program.run(saving.toArray(String[]::new))).isEqualTo(expected);
      assertThat(folder.toFile().list()).containsExactly(NAME);
    }
  }

  /** Waits until something is being written, or nothing ever will. */
  private void awaitPart(BooleanSupplier isAlive) {
    while (isAlive.getAsBoolean() && parts().isEmpty()) {
      LockSupport.parkNanos(20_000);
    }
  }

  private List<String> parts() {
    return List.of(folder.toFile().list((parent, name) -> name.endsWith(".part")));
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Test
  void aServerThatIsKilledLeavesItsFileWhole() throws Exception {
    String[] serve = {"serve", "--port", "0", "--slot-save-path", folder.toString()};
    String question = "{\"prompt\": \"%s\", \"id_slot\": 0}".formatted(PROMPT);
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < KILLS; i++) {
        Process process = Program.process(List.of(), serve).start();
        try {
          URI server = URI.create(process.inputReader(UTF_8).readLine().replace(STARTED, ""));
          assertThat(act(client, server, "restore")).isEqualTo(i == 0 ? 404 : 200);
          assertThat(post(client, server, "/completion", question)).isEqualTo(200);
          assertThat(act(client, server, "save")).isEqualTo(200);
          assertThat(folder.toFile().list()).containsExactly(NAME);
          Thread saver = Thread.ofVirtual().start(() -> saveUntilItEnds(client, server));
          awaitPart(saver::isAlive);
          kill(process);
          saver.join();
        } finally {
          kill(process);
        }
      }
    }
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
    return post(
        client, server, "/slots/0?action=" + action, "{\"filename\": \"%s\"}".formatted(NAME));
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
