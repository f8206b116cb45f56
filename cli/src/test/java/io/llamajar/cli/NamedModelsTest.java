package io.llamajar.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.llamajar.cli.Program.Result;
import io.llamajar.conformance.Kit;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Models by name as users meet them: in processes with a home and a hub of their own. */
class NamedModelsTest {
  private static final Path STORIES = Kit.path("models/stories260K.gguf");
  private static final String WORD = "hf:owner/tiny:F32";
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch rest = new CountDownLatch(1);
  private boolean pauses;
  private byte[] model;
  private Path home;
  private HttpServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    home = folder;
    model = Files.readAllBytes(STORIES);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/models/owner/tiny/", this::list);
    server.createContext("/owner/tiny/resolve/", this::resolve);
    server.start();
  }

  @AfterEach
  void end() {
    rest.countDown();
    server.stop(0);
  }

  private void list(HttpExchange exchange) throws IOException {
    String text =
        """
        [{"type": "file", "path": "tiny-F32.gguf", "size": %d}]\
        """
            .formatted(model.length);
    exchange.sendResponseHeaders(200, text.length());
    exchange.getResponseBody().write(text.getBytes(UTF_8));
    exchange.close();
  }

  private void resolve(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("X-Repo-Commit", COMMIT);
    exchange.getResponseHeaders().add("X-Linked-Etag", '"' + sha256(model) + '"');
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().add("Content-Length", String.valueOf(model.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, model.length);
    exchange.getResponseBody().write(model, 0, 1000);
    exchange.getResponseBody().flush();
    begun.countDown();
    if (pauses) {
      awaitRest();
    }
    exchange.getResponseBody().write(model, 1000, model.length - 1000);
    exchange.close();
  }

  private void awaitRest() {
    try {
      rest.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aModelIsDownloadedRunListedAndRemoved() throws Exception {
    String[] prompt = {"run", "--temp", "0", "-n", "8", "-p", "Once", "-m"};
    Result expected = Program.run(with(prompt, STORIES.toString()));
    Result first = run(with(prompt, WORD));
    assertThat(first.out()).isEqualTo(expected.out());
    assertThat(first.err()).isEqualTo("llamajar: downloading hf:owner/tiny:F32, 1.05 MB\n");

    server.stop(0);
    Result second = run(with(prompt, WORD));
    assertThat(second.out()).isEqualTo(expected.out());
    assertThat(second.err()).contains("cannot be reached").hasLineCount(1);

    assertThat(run("list").out())
        .isEqualTo("hf:owner/tiny:F32   1.05 MB  F32          huggingface\n");
    JsonNode json = new JsonMapper().readTree(run("list", "--json").out()).get(0);
    assertThat(json.get("name").asString()).isEqualTo(WORD);
    assertThat(json.get("bytes").asInt()).isEqualTo(model.length);
    assertThat(Path.of(json.get("file").asString())).hasBinaryContent(model);

    assertThat(run("rm", WORD).out()).endsWith("hf:owner/tiny:F32: 1.05 MB are free again\n");
    assertThat(run("list").err()).contains("no model is on this machine yet").hasLineCount(1);
  }

  private static String[] with(String[] args, String last) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add(last);
    return all.toArray(String[]::new);
  }

  @Test
  void aServerListensWhenItsModelsAreThere() throws Exception {
    Process process =
        process("serve", "--port", "0", "-m", "tiny=" + WORD).redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).contains("downloading " + WORD);
      assertThat(out.readLine()).startsWith("Llamajar listens on ");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whoEndsADownloadIsToldThatNothingIsLost() throws Exception {
    pauses = true;
    Process process = process("inspect", "-m", WORD).redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      assertThat(out.readLine()).contains("downloading");
      begun.await();
      process.toHandle().destroy(); // as ^C does
      assertThat(out.readLine())
          .isEqualTo("llamajar: what has come is kept; the same command goes on from there");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whatIsWrongStandsInOneLine() throws Exception {
    Result missing = run("inspect", "-m", "hf:owner/none");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("There is no owner/none on ").hasLineCount(1);
    assertThat(run("inspect", "-m", "http://example.com/x.gguf").err())
        .contains("use https://")
        .hasLineCount(1);
    assertThat(run("rm", "x.gguf").err()).contains("no name of a model").hasLineCount(1);
  }

  private Result run(String... args) throws IOException, InterruptedException {
    return Program.finish(process(args).start());
  }

  private ProcessBuilder process(String... args) {
    ProcessBuilder builder = Program.process(List.of(), args);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("HF_") || name.startsWith("OLLAMA"));
    builder.environment().remove("XDG_CACHE_HOME");
    builder.environment().put("HOME", home.toString());
    builder.environment().put("HF_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
    return builder;
  }
}
