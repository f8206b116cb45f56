package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.cli.Program.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as its users start it: a process that tells its address and ends when it is told. */
class ServeCommandTest {
  private static final String STARTED = "Llamajar listens on ";

  @Test
  void itTellsItsAddressAnswersAndEndsWellOnSigterm() throws Exception {
    Process process =
        Program.process(List.of(), "serve", "--port", "0").redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      String line = out.readLine();
      assertThat(line).startsWith(STARTED + "http://127.0.0.1:");
      URI uri = URI.create(line.substring(STARTED.length()));
      HttpRequest question =
          HttpRequest.newBuilder(uri.resolve("/v1/chat/completions"))
              .header("Content-Type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      """
                      {"messages": [{"role": "user", "content": "What is the capital of Japan?"}],
                       "temperature": 0}
                      """))
              .build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpResponse<String> reply = client.send(question, BodyHandlers.ofString());
        assertThat(reply.body()).contains("The capital of Japan is Tokyo.", "llamajar-demo");
      }
      process.toHandle().destroy();
      assertThat(process.waitFor()).isZero();
      assertThat(out.readAllLines()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void itExplainsItself() {
    Result help = Program.run("serve", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out())
        .startsWith("Usage: llamajar serve")
        .contains("--model=[NAME=]FILE", "--host", "--port", "--api-key", "--cors", "--parallel");
  }

  @Test
  void aPortThatIsTakenIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Result result =
          Program.run("serve", "--host", "0.0.0.0", "--port", "" + taken.getLocalPort());
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("port " + taken.getLocalPort()).hasLineCount(1);
    }
  }

  @Test
  void anEmptyFileOfKeysDoesNotOpenTheDoor(@TempDir Path folder) throws IOException {
    Path keys = Files.createFile(folder.resolve("keys"));
    assertThat(Program.run("serve", "--api-key-file", keys.toString()).err())
        .contains("API key is empty");
  }
}
