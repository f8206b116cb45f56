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
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as its users start it: a process that tells its address and ends when it is told. */
class ServeCommandTest {
  private static final String STARTED = "Llamajar listens on ";

  @Test
  void itTellsItsAddressAnswersAndEndsWellOnSigterm() throws Exception {
    assertThat(answer(", \"temperature\": 0"))
        .contains("The capital of Japan is Tokyo.", "llamajar-demo");
  }

  @Test
  void itsOptionsAreForWhatRequestsDoNotSay() throws Exception {
    assertThat(answer("", "-n", "3", "-l", "5+100", "--stop", "??"))
        .contains("\"content\":\"!!!\"");
    assertThat(answer(", \"json_schema\": {\"const\": 7}", "--grammar", "root ::= \"yes\""))
        .contains("\"content\":\"7\"");
  }

  /** What a server says to a question with more fields; it ends well afterwards. */
  private static String answer(String more, String... options) throws Exception {
    List<String> line = new ArrayList<>(List.of("serve", "--port", "0"));
    line.addAll(List.of(options));
    Process process =
        Program.process(List.of(), line.toArray(String[]::new)).redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      String address = out.readLine();
      assertThat(address).startsWith(STARTED + "http://127.0.0.1:");
      URI uri = URI.create(address.substring(STARTED.length()));
      HttpRequest request =
          HttpRequest.newBuilder(uri.resolve("/v1/chat/completions"))
              .header("Content-Type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      """
                      {"messages": [{"role": "user", "content": "What is the capital of Japan?"}]%s}
                      """
                          .formatted(more)))
              .build();
      try (HttpClient client = HttpClient.newHttpClient()) {
        String reply = client.send(request, BodyHandlers.ofString()).body();
        process.toHandle().destroy();
        assertThat(process.waitFor()).isZero();
        assertThat(out.readAllLines()).isEmpty();
        return reply;
      }
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
