package io.llamajar.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which model of a repository is meant. */
class ChoiceTest {
  private static final long GB = 1_000_000_000;

  private static final List<Listed> FILES =
      Stream.of("model-Q4_K_M.gguf=4", "model-Q8_0.gguf=8", "BF16/model-BF16.gguf=16")
          .map(text -> text.split("="))
          .map(pair -> new Listed(pair[0], Long.parseLong(pair[1]) * GB, Optional.empty()))
          .toList();

  @ParameterizedTest
  @CsvSource({
    "model-Q4_K_M.gguf,                         Q4_K_M",
    "model.q4_k_m.gguf,                         Q4_K_M",
    "Qwen3-30B-A3B-UD-Q4_K_XL.gguf,             UD-Q4_K_XL",
    "Q8_0/Llama-4-Q8_0-00001-of-00001.gguf,     Q8_0",
    "IQ2_XXS/model-00001-of-00001.gguf,         IQ2_XXS",
    "gpt-oss-20b-MXFP4.gguf,                    MXFP4",
    "model-f16.gguf,                            F16",
    "bitnet-TQ2_0.gguf,                         TQ2_0",
    "ggml-model-i2_s.gguf,                      ",
    "Q4you.gguf,                                ",
    "phi3-mini-4k-instruct-fp16.gguf,           FP16",
  })
  void fileNamesTellTheQuantisation(String path, String quant) {
    Offer offer = new Offer(List.of(new Listed(path, 1, Optional.empty())));
    assertThat(offer.quant()).isEqualTo(Optional.ofNullable(quant));
  }

  @Test
  void projectorsMatricesOfImportanceAndHalvesAreNoModels() {
    List<Listed> files =
        Stream.of(
                "a-Q4_0.gguf",
                "mmproj-F16.gguf",
                "imatrix_unsloth.gguf",
                "b-Q4_0-00001-of-00002.gguf",
                "README.md",
                "../a-Q8_0.gguf",
                "/a-Q8_0.gguf")
            .map(path -> new Listed(path, 1, Optional.empty()))
            .toList();
    assertThat(Offer.among(files)).extracting(Offer::path).containsExactly("a-Q4_0.gguf");
  }

  @ParameterizedTest
  @CsvSource({"100, BF16", "10, Q8_0", "5, Q4_K_M"})
  void theLargestThatFitsIsTheBest(long memory, String label) {
    assertThat(choice(memory * GB).best().label()).isEqualTo(label);
  }

  @Test
  void whereNoneFitsAllAreNamed() {
    assertThatThrownBy(() -> choice(GB).best())
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("Q4_K_M (4.00 GB)")
        .hasMessageContaining("1.00 GB of memory");
  }

  @ParameterizedTest
  @CsvSource({
    "q8_0, Q8_0",
    "Q8_0, Q8_0",
    "model-Q8_0.gguf, Q8_0",
    "model-Q8_0, Q8_0",
    "model-BF16.gguf, BF16",
    "BF16/model-BF16.gguf, BF16"
  })
  void aWordIsAQuantisationOrAFile(String word, String label) {
    assertThat(choice(0).named(word).label()).isEqualTo(label);
  }

  @Test
  void whatIsNotThereIsToldWithWhatIs() {
    assertThatThrownBy(() -> choice(0).named("Q5_K_M"))
        .hasMessage(
            "owner/repo has no Q5_K_M; it has BF16 (16.0 GB), Q8_0 (8.00 GB), Q4_K_M (4.00 GB)");
  }

  @Test
  void aWordThatMeansTwoIsRefused() {
    List<Listed> files =
        Stream.of("a-Q4_0.gguf", "b-Q4_0.gguf")
            .map(path -> new Listed(path, 1, Optional.empty()))
            .toList();
    assertThatThrownBy(() -> new Choice("owner/repo", Offer.among(files), 0).named("Q4_0"))
        .hasMessageContaining("a-Q4_0.gguf, b-Q4_0.gguf");
  }

  private static Choice choice(long memory) {
    return new Choice("owner/repo", Offer.among(FILES), memory);
  }

  @Test
  void whatIsChosenIsSaidAndStaysChosen(@TempDir Path home) throws IOException {
    try (FakeHub hub = new FakeHub()) {
      hub.with(Bench.REPOSITORY, "m-Q4_0.gguf", Bench.bytes(4000))
          .with(Bench.REPOSITORY, "m-Q8_0.gguf", Bench.bytes(8000));
      Bench bench = new Bench(home, hub.address());
      bench.memory = (256 << 20) + 6000;
      assertThat(bench.hub().find("hf:owner/repo")).hasFileName("m-Q4_0.gguf");
      assertThat(bench.told.getFirst())
          .startsWith("hf:owner/repo:Q4_0: 4.00 kB, is the largest of 2 that fits into the 268 MB");

      bench.memory = Long.MAX_VALUE;
      assertThat(bench.hub().find("hf:owner/repo")).hasFileName("m-Q4_0.gguf");
      assertThat(bench.told.getLast()).contains("is on this machine already");
    }
  }

  @Test
  void aRepositoryWithoutModelsSaysWhatItHas(@TempDir Path home) throws IOException {
    try (FakeHub hub = new FakeHub()) {
      hub.with(Bench.REPOSITORY, "model.safetensors", "x");
      Bench bench = new Bench(home, hub.address());
      assertThatThrownBy(() -> bench.hub().find("hf:owner/repo"))
          .hasMessage("owner/repo has no model in a GGUF file; it has model.safetensors");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "hf:repo",
    "hf:a/b/c",
    "hf:../b",
    "hf:a/..",
    "hf:a--b/c",
    "hf:a/b@../c",
    "hf:a/b@/c",
    "hf:a/b:"
  })
  void namesThatNameNothingAreRefused(String word, @TempDir Path home) throws IOException {
    try (FakeHub hub = new FakeHub()) {
      Bench bench = new Bench(home, hub.address());
      assertThatThrownBy(() -> bench.hub().find(word)).hasMessageContaining("names no model");
      assertThat(hub.hubSaw).isEmpty();
    }
  }
}
