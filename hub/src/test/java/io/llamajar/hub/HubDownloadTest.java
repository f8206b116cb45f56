package io.llamajar.hub;

import static io.llamajar.hub.Bench.bytes;
import static io.llamajar.hub.FakeHub.cutAfter;
import static io.llamajar.hub.FakeHub.page;
import static io.llamajar.hub.FakeHub.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Downloads from a hub that behaves, and from one that does not. */
class HubDownloadTest {
  private static final byte[] MODEL = bytes(1_000_000);
  private static final String FILE = "model-Q8_0.gguf";
  private static final String WORD = "hf:owner/repo:Q8_0";

  private FakeHub hub;
  private Bench bench;

  @BeforeEach
  void start(@TempDir Path home) throws IOException {
    hub =
        new FakeHub().with(Bench.REPOSITORY, FILE, MODEL).with(Bench.REPOSITORY, "README.md", "x");
    bench = new Bench(home, hub.address());
  }

  @AfterEach
  void end() {
    hub.close();
  }

  @Test
  void aFileLiesWhereHuggingFacesToolsHaveIt() throws IOException {
    Path file = bench.hub().find(WORD);

    assertThat(file).isEqualTo(bench.snapshot(FILE)).hasBinaryContent(MODEL);
    assertThat(Files.readSymbolicLink(file))
        .isEqualTo(Path.of("../../blobs", FakeHub.sha256(MODEL)));
    assertThat(bench.cache().resolve("refs/main")).hasContent(FakeHub.COMMIT);
    assertThat(bench.blob(MODEL)).isRegularFile();
    assertThat(bench.part(MODEL)).doesNotExist();
    assertThat(bench.told)
        .containsExactly("downloading hf:owner/repo:Q8_0, 1.00 MB", "1000000 of 1000000 bytes");
  }

  @Test
  void whatIsThereIsNotDownloadedAgain() {
    Path file = bench.hub().find(WORD);
    assertThat(bench.hub().find(WORD)).isEqualTo(file);
    assertThat(hub.downloads()).hasSize(1);
  }

  @Test
  void aNewCommitWithTheSameBytesTakesNoDownload() throws IOException {
    bench.hub().find(WORD);
    hub.commit = "f".repeat(40);
    Path file = bench.hub().find(WORD);
    assertThat(file).hasBinaryContent(MODEL);
    assertThat(file.getParent()).hasFileName(hub.commit);
    assertThat(hub.downloads()).hasSize(1);
    assertThat(bench.cache().resolve("refs/main")).hasContent(hub.commit);
  }

  @Test
  void allPartsOfASplitModelComeIntoOneFolder() {
    List<String> names = List.of("m-Q4_0-00001-of-00002.gguf", "m-Q4_0-00002-of-00002.gguf");
    hub.with(Bench.REPOSITORY, "Q4/" + names.getFirst(), "first");
    hub.with(Bench.REPOSITORY, "Q4/" + names.getLast(), "second");
    Path file = bench.hub().find("hf:owner/repo:q4_0");
    assertThat(file).isEqualTo(bench.snapshot("Q4/" + names.getFirst())).hasContent("first");
    assertThat(file.resolveSibling(names.getLast())).hasContent("second");
    assertThat(bench.told).endsWith("11 of 11 bytes");
  }

  @Test
  void aFilesAddressOnTheHubIsANameOfIt() {
    assertThat(bench.hub().find(hub.address() + "/owner/repo/resolve/main/" + FILE))
        .isEqualTo(bench.snapshot(FILE));
    assertThat(bench.hub().find(hub.address() + "/owner/repo/blob/main/" + FILE))
        .isEqualTo(bench.snapshot(FILE));
  }

  @Test
  void aCommitThatIsThereNeedsNoServer() {
    bench.hub().find(WORD);
    hub.close();
    assertThat(bench.hub().find("hf:owner/repo@" + FakeHub.COMMIT + ":Q8_0"))
        .isEqualTo(bench.snapshot(FILE));
  }

  @Test
  void listsOfManyFilesComeInPages() {
    hub.pageSize = 1;
    hub.with(Bench.REPOSITORY, "model-Q4_0.gguf", "small");
    assertThat(bench.hub().find("hf:owner/repo:Q4_0")).hasContent("small");
  }

  @Test
  void theTokenGoesToTheHubAlone() {
    bench.environment.put("HF_TOKEN", "hf_secret");
    bench.hub().find(WORD);
    assertThat(hub.hubSaw)
        .isNotEmpty()
        .allSatisfy(seen -> assertThat(seen.header("Authorization")).hasValue("Bearer hf_secret"));
    assertThat(hub.downloads())
        .hasSize(1)
        .allSatisfy(seen -> assertThat(seen.headers().toString()).doesNotContain("hf_secret"));
  }

  @Test
  void theTokenIsAlsoTakenFromTheFileOfALogin() throws IOException {
    Path file = bench.home.resolve(".cache/huggingface/token");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "hf_login\n");
    bench.hub().find(WORD);
    assertThat(hub.hubSaw.getFirst().header("Authorization")).hasValue("Bearer hf_login");
  }

  @Test
  void aRenamedRepositoryIsFollowed() {
    assertThat(bench.hub().find("hf:former/name:Q8_0")).hasBinaryContent(MODEL);
  }

  @Test
  void aCutConnectionIsTakenUpWhereItBroke() throws IOException {
    hub.storageFaults.addAll(List.of(cutAfter(300_000), status(503), status(500)));
    assertThat(bench.hub().find(WORD)).hasBinaryContent(MODEL);
    assertThat(hub.downloads().getFirst().header("Range")).isEmpty();
    assertThat(hub.downloads().getLast().header("Range")).hasValue("bytes=300000-");
    assertThat(bench.pauses)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void aServerThatKnowsNoRangesStartsAnew() throws IOException {
    hub.storageFaults.add(cutAfter(300_000));
    hub.storageFaults.add(FakeHub::send);
    assertThat(bench.hub().find(WORD)).hasBinaryContent(MODEL);
  }

  @Test
  void aConnectionThatBreaksAgainAndAgainIsGivenUpAndThePartIsKept() {
    for (int i = 0; i < 4; i++) {
      hub.storageFaults.add(cutAfter(300_000));
    }
    assertRefused(WORD).hasMessageContaining("300 kB of 1.00 MB").hasMessageContaining("kept");
    assertThat(bench.part(MODEL)).hasSize(300_000);

    assertThat(bench.hub().find(WORD)).hasBinaryContent(MODEL);
    assertThat(hub.downloads().getLast().header("Range")).hasValue("bytes=300000-");
    assertThat(bench.told.getLast()).isEqualTo("1000000 of 1000000 bytes");
    assertThat(bench.told).anyMatch(line -> line.endsWith("of which 300 kB are there"));
  }

  @Test
  void aServerThatFallsSilentIsAskedAgain() throws IOException {
    bench.silence = Duration.ofMillis(300);
    CountDownLatch gone = new CountDownLatch(1);
    hub.storageFaults.add((exchange, content) -> {
      cutAfter(1000).answer(exchange, content);
      await(gone);
    });
    assertThat(bench.hub().find(WORD)).hasBinaryContent(MODEL);
    gone.countDown();
    assertThat(hub.downloads().getLast().header("Range")).hasValue("bytes=1000-");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSpoiledPartIsDownloadedAgain() throws IOException {
    Files.createDirectories(bench.part(MODEL).getParent());
    Files.write(bench.part(MODEL), new byte[300_000]);
    assertThat(bench.hub().find(WORD)).hasBinaryContent(MODEL);
    assertThat(hub.downloads()).hasSize(2);
  }

  @Test
  void aPartWithAllBytesNeedsNoMore() throws IOException {
    Files.createDirectories(bench.part(MODEL).getParent());
    Files.write(bench.part(MODEL), MODEL);
    assertThat(bench.hub().find(WORD)).hasBinaryContent(MODEL);
    assertThat(hub.downloads()).isEmpty();
  }

  @Test
  void aWrongHashIsToldAndNothingIsKept() {
    byte[] altered = MODEL.clone();
    altered[500_000] ^= 1;
    hub.storageFaults.add((exchange, _) -> FakeHub.send(exchange, altered));
    assertRefused(WORD).hasMessageContaining("SHA-256 differs");
    assertThat(bench.part(MODEL)).doesNotExist();
    assertThat(bench.blob(MODEL)).doesNotExist();
    assertThat(bench.snapshot(FILE)).doesNotExist();
  }

  @Test
  void whatHasAnotherTagIsCheckedByTheList() {
    byte[] altered = MODEL.clone();
    altered[500_000] ^= 1;
    hub.lies = Map.of("X-Linked-Etag", "\"a-mirror-s-own\"");
    hub.storageFaults.add((exchange, _) -> FakeHub.send(exchange, altered));
    assertRefused(WORD).hasMessageContaining("SHA-256 differs");
    assertThat(bench.hub().find(WORD)).hasBinaryContent(MODEL);
  }

  @Test
  void filesWithoutLargeStorageAreCheckedAsGitDoes() {
    byte[] small = "a small model".getBytes(UTF_8);
    hub.with(Bench.REPOSITORY, "small-Q4_0.gguf", small);
    // printf 'a small model' | git hash-object --stdin
    String sum = "0c3cb1d6053caa5b0983aa1094a924e47713f67d";
    hub.lies = Map.of("X-Linked-Etag", '"' + sum.replace('7', '8') + '"');
    assertRefused("hf:owner/repo:Q4_0").hasMessageContaining("SHA-1 differs");
    hub.lies = Map.of("X-Linked-Etag", '"' + sum + '"');
    assertThat(bench.hub().find("hf:owner/repo:Q4_0")).hasBinaryContent(small);
  }

  @Test
  void aLyingLengthIsTold() {
    hub.lies = Map.of("X-Linked-Size", "1000005");
    assertRefused(WORD).hasMessageContaining("1000000 bytes where it had announced 1000005");
  }

  @Test
  void moreBytesThanAnnouncedAreTold() {
    hub.storageFaults.add((exchange, content) -> {
      exchange.sendResponseHeaders(200, 0); // in chunks: no length
      exchange.getResponseBody().write(content);
      exchange.getResponseBody().write(content);
    });
    assertRefused(WORD).hasMessageContaining("more than the 1000000 bytes");
  }

  @Test
  void aFullDiskIsToldBeforeAnythingComes() {
    hub.lies = Map.of("X-Linked-Size", "1000000000000000000");
    assertRefused(WORD).hasMessageContaining("free").hasMessageContaining("make room");
    assertThat(hub.downloads()).isEmpty();
  }

  @Test
  void aLoginPageOfTheNetworkIsNoModel() {
    hub.storageFaults.add(page("<html>Please log in</html>"));
    assertRefused(WORD).hasMessageContaining("web page").hasMessageContaining("login");
    assertThat(bench.blob(MODEL)).doesNotExist();

    hub.hubFaults.add(page("<html>Please log in</html>"));
    assertRefused(WORD).hasMessageContaining("does not answer as a hub does");
  }

  @Test
  void aBusyServerIsAskedAgainWhenItWishes() {
    hub.hubFaults.add(status(429, "Retry-After", "7"));
    hub.hubFaults.add(status(429, "Retry-After", "3600"));
    hub.hubFaults.add(status(502));
    assertThat(bench.hub().find(WORD)).hasBinaryContent(MODEL);
    assertThat(bench.pauses)
        .containsExactly(Duration.ofSeconds(7), Duration.ofMinutes(1), Duration.ofSeconds(4));
  }

  @ParameterizedTest
  @CsvSource({
    "401, GatedRepo,        accepted its licence",
    "403, GatedRepo,        HF_TOKEN",
    "401, RepoNotFound,     There is no owner/repo",
    "404, RepoNotFound,     or it is private",
    "404, RevisionNotFound, has no revision main",
    "404, EntryNotFound,    has no such file",
    "418, None,             HTTP status 418",
  })
  void refusalsSayWhatToDo(int status, String code, String message) {
    hub.hubFaults.add(status(status, "X-Error-Code", code));
    assertRefused(WORD).hasMessageContaining(message);
    assertThat(bench.pauses).isEmpty();
  }

  @Test
  void aTokenThatIsNotAcceptedIsNamed() {
    bench.environment.put("HF_TOKEN", "hf_old");
    hub.hubFaults.add(status(401));
    assertRefused(WORD).hasMessageContaining("does not accept our token");
  }

  @Test
  void offlineOnlyWhatIsThereIsUsed() {
    bench.environment.put("HF_HUB_OFFLINE", "1");
    assertRefused(WORD).hasMessageContaining("HF_HUB_OFFLINE");
    assertThat(hub.hubSaw).isEmpty();

    bench.environment.remove("HF_HUB_OFFLINE");
    Path file = bench.hub().find(WORD);
    int asked = hub.hubSaw.size();
    bench.environment.put("HF_HUB_OFFLINE", "1");
    assertThat(bench.hub().find(WORD)).isEqualTo(file);
    assertThat(bench.hub().find("hf:owner/repo")).isEqualTo(file);
    assertThat(hub.hubSaw).hasSize(asked);
  }

  @Test
  void withoutANetworkWhatIsThereIsUsedAndSaid() {
    Path file = bench.hub().find(WORD);
    hub.close();
    bench.told.clear();
    assertThat(bench.hub().find(WORD)).isEqualTo(file);
    assertThat(bench.told)
        .singleElement()
        .asString()
        .contains("cannot be reached", "which is here");
    assertRefused("hf:owner/other").hasMessageContaining("cannot be reached");
    assertThat(bench.pauses).isEmpty();
  }

  @Test
  void serversDoNotSendUsWhereFilesCouldBeAltered() {
    hub.hubFaults.add(status(302, "Location", "http://192.0.2.1/api"));
    assertRefused(WORD).hasMessageContaining("not https://");
    bench.environment.put("HF_ENDPOINT", "http://hub.example");
    assertRefused(WORD).hasMessageContaining("use https://");
  }

  @Test
  void redirectsDoNotGoOnForEver() {
    for (int i = 0; i < 10; i++) {
      hub.hubFaults.add(status(302, "Location", "/again"));
    }
    assertRefused(WORD).hasMessageContaining("circle");
  }

  @Test
  void namesFromTheHubStayInTheirFolder() {
    hub.lies = Map.of("X-Linked-Etag", "\"../../evil\"");
    assertRefused(WORD).hasMessageContaining("does not answer as a hub does");
    hub.with(Bench.REPOSITORY, "../../evil-Q2_K.gguf", "x");
    hub.lies = Map.of();
    assertRefused("hf:owner/repo:Q2_K").hasMessageContaining("has no Q2_K");
  }

  private AbstractThrowableAssert<?, ?> assertRefused(String word) {
    return assertThatThrownBy(() -> bench.hub().find(word))
        .isInstanceOf(LlamajarException.class)
        .hasMessageNotContaining("\n");
  }
}
