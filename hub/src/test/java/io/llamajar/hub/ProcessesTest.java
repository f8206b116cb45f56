package io.llamajar.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads in processes that compete, and in one that is killed. */
class ProcessesTest {
  private static final byte[] MODEL = Bench.bytes(1_000_000);
  private static final int HALF = 500_000;
  private static final String WORD = "hf:owner/repo:Q4_0";

  private final CountDownLatch rest = new CountDownLatch(1);
  private FakeHub hub;
  private Bench bench;

  @BeforeEach
  void start(@TempDir Path home) throws IOException {
    hub = new FakeHub().with(Bench.REPOSITORY, "m-Q4_0.gguf", MODEL);
    hub.storageFaults.add(this::pauseInTheMiddle);
    bench = new Bench(home, hub.address());
  }

  private void pauseInTheMiddle(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, HALF);
    exchange.getResponseBody().flush();
    try {
      rest.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.getResponseBody().write(content, HALF, content.length - HALF);
  }

  @AfterEach
  void end() {
    rest.countDown();
    hub.close();
  }

  @Test
  void ofTwoAtOnceOneDownloadsAndBothHaveIt() throws Exception {
    Process first = fetch();
    Process second = fetch();
    try (BufferedReader one = first.inputReader(UTF_8);
        BufferedReader other = second.inputReader(UTF_8)) {
      BufferedReader waiting = eitherWaits(one, other);
      rest.countDown();
      assertThat(last(waiting)).isEqualTo("found " + bench.snapshot("m-Q4_0.gguf"));
      assertThat(last(waiting.equals(one) ? other : one))
          .isEqualTo("found " + bench.snapshot("m-Q4_0.gguf"));
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
    }
    assertThat(hub.downloads()).hasSize(1);
    assertThat(bench.snapshot("m-Q4_0.gguf")).hasBinaryContent(MODEL);
  }

  /** Reads both until one waits for the other. */
  private static BufferedReader eitherWaits(BufferedReader one, BufferedReader other)
      throws IOException {
    one.readLine(); // downloading ...
    other.readLine();
    String line = one.readLine();
    if (line.startsWith("another process")) {
      return one;
    }
    assertThat(other.readLine()).startsWith("another process is downloading");
    return other;
  }

  private static String last(BufferedReader lines) throws IOException {
    return lines.readAllLines().getLast();
  }

  @Test
  void whatCameBeforeAKillIsNotLost() throws Exception {
    Process process = fetch();
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      String line = lines.readLine();
      while (!line.equals("at " + HALF)) {
        line = lines.readLine();
      }
    }
    process.destroyForcibly().waitFor();
    rest.countDown();
    assertThat(bench.part(MODEL)).hasSize(HALF);

    assertThat(bench.hub().find(WORD)).hasBinaryContent(MODEL);
    assertThat(hub.downloads().getLast().header("Range")).hasValue("bytes=" + HALF + "-");
  }

  private Process fetch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Fetch.class.getName(),
            bench.home.toString(),
            WORD);
    builder.environment().keySet().removeAll(List.of("HF_HOME", "HF_HUB_CACHE", "XDG_CACHE_HOME"));
    builder.environment().putAll(bench.environment);
    return builder.redirectErrorStream(true).start();
  }
}
