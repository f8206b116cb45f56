package io.llamajar.hub;

import static io.llamajar.hub.Bench.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is on disk already: listed, used where it lies, removed where that is ours to do. */
class StoresTest {
  private static final String COMMIT = FakeHub.COMMIT;
  private static final String OTHER_COMMIT = "f".repeat(40);

  private Bench bench;

  @BeforeEach
  void start(@TempDir Path home) {
    bench = new Bench(home, URI.create("https://hub.example"));
    bench.environment.put("HF_HUB_OFFLINE", "1");
  }

  @Test
  void ollamasModelsAreUsedWhereTheyLie() throws IOException {
    Path blob = ollama("registry.ollama.ai/library/llama3.2/1b", 'a', "Q8_0");
    ollama("registry.ollama.ai/library/llama3.2/latest", 'b', "Q4_K_M");
    ollama("registry.ollama.ai/someone/model/latest", 'c', "F16");
    ollama("hf.co/someone/model/Q4_0", 'd', "unknown");

    assertThat(bench.hub().list())
        .extracting(Stored::name, Stored::bytes)
        .contains(tuple("ollama:llama3.2:1b", 100L))
        .hasSize(4);
    assertThat(bench.hub().list())
        .extracting(Stored::name)
        .contains("ollama:someone/model:latest", "ollama:hf.co/someone/model:Q4_0");
    assertThat(bench.hub().find("ollama:llama3.2:1b")).isEqualTo(blob);
    assertThat(bench.hub().find("ollama:llama3.2").toString()).endsWith("b".repeat(64));
    assertThat(bench.hub().find("ollama:someone/model").toString()).endsWith("c".repeat(64));
    for (Stored stored : bench.hub().list()) {
      assertThat(bench.hub().find(stored.name())).isEqualTo(stored.file());
    }
    assertThatThrownBy(() -> bench.hub().find("ollama:none"))
        .hasMessageContaining("ollama pull none");
    assertThatThrownBy(() -> bench.hub().find("ollama:../../x"))
        .hasMessageContaining("names no model");
    assertThatThrownBy(() -> bench.hub().remove("ollama:llama3.2:1b"))
        .hasMessageContaining("ollama rm llama3.2:1b");
  }

  private Path ollama(String name, char digit, String quant) throws IOException {
    Path root = bench.home.resolve(".ollama/models");
    String model = String.valueOf(digit).repeat(64);
    String config = (digit + "0").repeat(32);
    Path manifest = root.resolve("manifests").resolve(name);
    Files.createDirectories(manifest.getParent());
    Files.createDirectories(root.resolve("blobs"));
    Files.writeString(
        manifest,
        """
        {"schemaVersion": 2,
         "config": {"mediaType": "application/vnd.docker.container.image.v1+json",
          "digest": "sha256:%s", "size": 10},
         "layers": [
          {"mediaType": "application/vnd.ollama.image.template", "digest": "sha256:%s"},
          {"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:%s", "size": 100}]}
        """
            .formatted(config, config, model));
    Files.writeString(
        root.resolve("blobs/sha256-" + config), "{\"file_type\": \"%s\"}".formatted(quant));
    return Files.write(root.resolve("blobs/sha256-" + model), bytes(100));
  }

  @Test
  void lmStudiosModelsAreUsedWhereTheyLie() throws IOException {
    Path folder = bench.home.resolve(".lmstudio/models/lmstudio-community/Qwen-GGUF");
    Path small = write(folder.resolve("Qwen-Q4_K_M.gguf"), bytes(100));
    write(folder.resolve("Qwen-Q8_0.gguf"), bytes(200));
    write(folder.resolve("mmproj-F16.gguf"), bytes(300));

    assertThat(bench.hub().list())
        .extracting(Stored::name)
        .containsExactly(
            "lmstudio:lmstudio-community/Qwen-GGUF:Q8_0",
            "lmstudio:lmstudio-community/Qwen-GGUF:Q4_K_M");
    assertThat(bench.hub().find("lmstudio:lmstudio-community/qwen-gguf:q4_k_m")).isEqualTo(small);
    assertThatThrownBy(() -> bench.hub().find("lmstudio:lmstudio-community/Qwen-GGUF:F16"))
        .hasMessageContaining("has no F16; it has Q8_0");
    assertThatThrownBy(() -> bench.hub().find("lmstudio:a/b"))
        .hasMessageContaining("lmstudio:lmstudio-community/Qwen-GGUF:Q8_0");
    assertThatThrownBy(() -> bench.hub().remove("lmstudio:lmstudio-community/Qwen-GGUF"))
        .hasMessageContaining("belongs to LM Studio");
  }

  @Test
  void onlyWhatNobodyElseNeedsIsRemoved() throws IOException {
    byte[] shared = bytes(1000);
    byte[] own = bytes(2000);
    publish(COMMIT, "m-Q4_0.gguf", shared);
    publish(COMMIT, "config.json", bytes(3));
    publish(OTHER_COMMIT, "copy-Q8_0.gguf", shared);
    publish(OTHER_COMMIT, "m-Q2_K.gguf", own);
    Files.writeString(write(bench.cache().resolve("refs/main"), new byte[0]), COMMIT);
    Path theirs = write(bench.cache().resolve("blobs/x.incomplete"), bytes(10));

    assertThat(bench.hub().list())
        .extracting(Stored::name)
        .containsExactly(
            "hf:owner/repo:Q4_0",
            "hf:owner/repo@" + OTHER_COMMIT + ":Q2_K",
            "hf:owner/repo@" + OTHER_COMMIT + ":Q8_0");
    assertThat(bench.hub().remove("hf:owner/repo:Q4_0").bytes()).isZero();
    assertThat(bench.blob(shared)).exists();
    assertThat(bench.cache().resolve("refs/main")).exists(); // config.json is in it

    assertThat(bench.hub().remove("hf:owner/repo").bytes()).isEqualTo(3000);
    assertThat(bench.blob(shared)).doesNotExist();
    assertThat(bench.blob(own)).doesNotExist();
    assertThat(bench.snapshot("config.json")).exists();
    assertThat(theirs).exists();
    assertThat(bench.cache().resolve("snapshots").resolve(OTHER_COMMIT)).doesNotExist();
  }

  @Test
  void aRepositoryWithNothingLeftLeavesNothing() throws IOException {
    publish(COMMIT, "m-Q4_0.gguf", bytes(1000));
    Files.writeString(write(bench.cache().resolve("refs/main"), new byte[0]), COMMIT);
    write(bench.part(bytes(5)), bytes(5));
    Removed removed = bench.hub().remove("hf:owner/repo:q4_0");
    assertThat(removed.bytes()).isEqualTo(1005);
    assertThat(bench.cache()).doesNotExist();
    assertThatThrownBy(() -> bench.hub().remove("hf:owner/repo"))
        .hasMessage("hf:owner/repo is not on this machine; see llamajar list");
  }

  private void publish(String commit, String path, byte[] content) throws IOException {
    write(bench.blob(content), content);
    new RepositoryFolder(bench.settings().hubCache(), Bench.REPOSITORY)
        .publish(FakeHub.sha256(content), commit, path);
  }

  private static Path write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }
}
