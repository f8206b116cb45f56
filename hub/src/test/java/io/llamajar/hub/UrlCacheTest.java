package io.llamajar.hub;

import static io.llamajar.hub.Bench.bytes;
import static io.llamajar.hub.FakeHub.cutAfter;
import static io.llamajar.hub.FakeHub.sha256;
import static io.llamajar.hub.FakeHub.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models from any web address. */
class UrlCacheTest {
  private static final byte[] MODEL = bytes(100_000);

  private FakeHub server;
  private Bench bench;
  private String url;

  @BeforeEach
  void start(@TempDir Path home) throws IOException {
    server = new FakeHub().with("models", "tiny-Q4_0.gguf", MODEL);
    bench = new Bench(home, server.address());
    url = server.storageAddress() + "/models/tiny-Q4_0.gguf";
  }

  @AfterEach
  void end() {
    server.close();
  }

  @Test
  void aFileKeepsItsNameInOurCache() {
    Path file = bench.hub().find(url);
    assertThat(file).hasBinaryContent(MODEL).hasFileName("tiny-Q4_0.gguf");
    assertThat(file.startsWith(bench.home.resolve(".cache/llamajar/models"))).isTrue();
    assertThat(bench.hub().find(url)).isEqualTo(file);
    assertThat(server.downloads()).hasSize(1);
    assertThat(bench.told).first().asString().startsWith("downloading " + url + ", 100 kB");
  }

  @Test
  void aFileThatHasChangedIsDownloadedAnew() {
    bench.hub().find(url);
    server.with("models", "tiny-Q4_0.gguf", "new");
    assertThat(bench.hub().find(url)).hasContent("new");
  }

  @Test
  void whereNobodyTellsVersionsTheSizeIsOne() {
    server.tellsVersions = false;
    bench.hub().find(url);
    assertThat(bench.hub().find(url)).hasBinaryContent(MODEL);
    assertThat(server.downloads()).hasSize(1);
    server.with("models", "tiny-Q4_0.gguf", "new");
    assertThat(bench.hub().find(url)).hasContent("new");
  }

  @Test
  void aCutConnectionIsTakenUpIfTheFileIsStillTheSame() {
    server.storageFaults.add(cutAfter(1000));
    assertThat(bench.hub().find(url)).hasBinaryContent(MODEL);
    FakeHub.Seen last = server.downloads().getLast();
    assertThat(last.header("Range")).hasValue("bytes=1000-");
    assertThat(last.header("If-range")).hasValue('"' + sha256(MODEL).substring(0, 16) + '"');
  }

  @Test
  void theRestOfAChangedFileDoesNotFollowOnTheOld() {
    byte[] other = bytes(100_000);
    other[0] = 1;
    server.storageFaults.add((exchange, content) -> {
      cutAfter(1000).answer(exchange, content);
      server.with("models", "tiny-Q4_0.gguf", other);
    });
    assertThat(bench.hub().find(url)).hasBinaryContent(other);
  }

  @Test
  void thePartOfAnotherVersionIsOfNoUse() {
    IntStream.range(0, 4).forEach(_ -> server.storageFaults.add(cutAfter(1000)));
    assertRefused(url).hasMessageContaining("breaks again and again");
    server.with("models", "tiny-Q4_0.gguf", "new");
    assertThat(bench.hub().find(url)).hasContent("new");
    assertThat(server.downloads().getLast().header("Range")).isEmpty();
    assertThat(bench.hub().list()).hasSize(1);
  }

  @Test
  void aServerThatDoesNotLetUsLookIsAskedForTheFile() {
    server.isLookAllowed = false;
    assertThat(bench.hub().find(url)).hasBinaryContent(MODEL);
  }

  @Test
  void aChecksumInTheAddressIsHeld() {
    Path file = bench.hub().find(url + "#sha256=" + sha256(MODEL));
    int asked = server.storageSaw.size();
    assertThat(bench.hub().find(url + "#sha256=" + sha256(MODEL))).isEqualTo(file);
    assertThat(server.storageSaw).hasSize(asked); // these bytes cannot be others
    assertRefused(url + "#sha256=" + "0".repeat(64)).hasMessageContaining("SHA-256 differs");
    assertRefused(url + "#md5=1").hasMessageContaining("sha256=");
  }

  @Test
  void allPartsOfASplitModelCome() {
    server.with("models", "s-00001-of-00002.gguf", "first");
    server.with("models", "s-00002-of-00002.gguf", "second");
    Path file = bench.hub().find(server.storageAddress() + "/models/s-00001-of-00002.gguf");
    assertThat(file).hasContent("first");
    assertThat(file.resolveSibling("s-00002-of-00002.gguf")).hasContent("second");
    assertThat(bench.hub().list()).singleElement().returns(11L, Stored::bytes);
  }

  @Test
  void theTokenStaysAtHome() {
    bench.environment.put("HF_TOKEN", "hf_secret");
    bench.hub().find(url);
    assertThat(server.storageSaw.toString()).doesNotContain("hf_secret");
  }

  @Test
  void withoutANetworkTheLastOneIsUsed() {
    Path file = bench.hub().find(url);
    server.close();
    assertThat(bench.hub().find(url)).isEqualTo(file);
    assertThat(bench.told.getLast()).contains("cannot be reached", "which is here");
    bench.environment.put("HF_HUB_OFFLINE", "yes");
    assertThat(bench.hub().find(url)).isEqualTo(file);
    assertRefused(url + "x").hasMessageContaining("HF_HUB_OFFLINE");
  }

  @Test
  void refusalsAreTold() {
    assertRefused(server.storageAddress() + "/models/none.gguf")
        .hasMessageContaining("There is no such file");
    server.storageFaults.add(status(403));
    assertRefused(url).hasMessageContaining("does not let us have");
  }

  @Test
  void aServerThatCannotProveWhoItIsIsNotBelieved() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerInPlainText(plain));
      assertRefused("https://127.0.0.1:" + plain.getLocalPort() + "/x.gguf")
          .hasMessageContaining("could not prove who it is");
    }
    assertThat(bench.pauses).isEmpty();
  }

  /** Whoever greets it is told, in plain text, that this was not understood. */
  private static void answerInPlainText(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getInputStream().read();
        client.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(UTF_8));
        client.getInputStream().readAllBytes();
      } catch (IOException e) {
        // It has left, or the test is over.
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/x.gguf",
        "http://10.0.0.1/x.gguf",
        "https:///x.gguf",
        "https://example.com",
        "https://example.com/",
        "https://example.com/..",
        "https://%"
      })
  void addressesThatCannotBeTrustedOrNameNoFileAreRefused(String word) {
    assertRefused(word);
  }

  @Test
  void itIsListedByItsAddressAndRemovedByIt() {
    Path file = bench.hub().find(url);
    assertThat(bench.hub().list())
        .singleElement()
        .returns(url, Stored::name)
        .returns(100_000L, Stored::bytes)
        .returns(file, Stored::file);
    Removed removed = bench.hub().remove(url);
    assertThat(removed.bytes()).isEqualTo(100_000);
    assertThat(removed.files()).containsExactly(file);
    assertThat(file.getParent()).doesNotExist();
    assertThatThrownBy(() -> bench.hub().remove(url)).hasMessageContaining("llamajar list");
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String word) {
    return assertThatThrownBy(() -> bench.hub().find(word))
        .isInstanceOf(LlamajarException.class)
        .hasMessageNotContaining("\n");
  }
}
