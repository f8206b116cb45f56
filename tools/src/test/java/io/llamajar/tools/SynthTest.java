package io.llamajar.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.LlamajarException;
import io.llamajar.Model;
import io.llamajar.Session;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.TensorInfo;
import io.llamajar.quant.Quant;
import io.llamajar.quant.Quants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Made-up models: they open, think something, and are the same every time. */
class SynthTest {
  @TempDir private Path folder;

  static List<String> mixes() {
    return Mix.names();
  }

  @Test
  void theSameWishGivesTheSameBytes() throws IOException {
    Path first = written("tiny", "Q4_K_M", 1);
    byte[] bytes = Files.readAllBytes(first);
    assertThat(written("tiny", "Q4_K_M", 1)).hasBinaryContent(bytes);
    assertThat(Files.readAllBytes(written("tiny", "Q4_K_M", 2)))
        .hasSameSizeAs(bytes)
        .isNotEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void everyMixGivesExpectationsThatDiffer(String mix) {
    assertThinks(written("tiny", mix, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny-moe", "tiny-qwen2", "tiny-qwen3", "tiny-gemma"})
  void everyArchitectureGivesExpectationsThatDiffer(String shape) {
    assertThinks(written(shape, "Q4_K_M", 0));
  }

  private static void assertThinks(Path file) {
    try (Model model = Model.open(file);
        Session session = model.session()) {
      session.logprobs(
          new int[] {3, 500, 77},
          (position, logprobs) -> {
            DoubleSummaryStatistics all = new DoubleSummaryStatistics();
            for (float logprob : logprobs) {
              assertThat(logprob).isFinite();
              all.accept(logprob);
            }
            assertThat(all.getMax() - all.getMin()).isBetween(2.0, 20.0);
          });
    }
  }

  @ParameterizedTest
  @MethodSource("mixes")
  void matricesKeepTheMagnitudeOfWhatTheyAreMultipliedWith(String mix) {
    try (Gguf gguf = Gguf.open(GgufSource.of(written("tiny", mix, 0)))) {
      for (TensorInfo tensor : gguf.tensors()) {
        if (tensor.shape().size() > 1) {
          double[] all = decoded(tensor);
          double mean = Arrays.stream(all).average().orElseThrow();
          double square = Arrays.stream(all).map(x -> x * x).average().orElseThrow();
          double deviation = 1 / Math.sqrt((double) tensor.dimension(0));
          assertThat(mean / deviation).as(mix + " " + tensor.name()).isCloseTo(0, within(0.02));
          assertThat(Math.sqrt(square) / deviation)
              .as(mix + " " + tensor.name())
              .isCloseTo(1, within(0.1));
        }
      }
    }
  }

  private static double[] decoded(TensorInfo tensor) {
    Quant quant = Quants.find(tensor.type()).orElseThrow();
    float[] values = new float[(int) tensor.values()];
    quant.decode(tensor.data(), 0, values, values.length);
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  // As published with the models.
  @ParameterizedTest
  @CsvSource({
    "llama-1b, 1235814400", "llama-3b, 3212749824", "llama-8b, 8030261248",
    "qwen2-0.5b, 494032768", "qwen3-0.6b, 596049920", "qwen3-4b, 4022468096",
    "qwen3-8b, 8190735360", "gemma3-1b, 999885952"
  })
  void shapesHaveAsManyParametersAsTheModels(String name, long published) {
    Shape shape = Shape.named(name);
    long ropeFactors = shape.stretch() > 1 ? shape.headWidth() / 2 : 0;
    assertThat(new Synth(shape, Mix.named("Q8_0"), 0).parameters() - ropeFactors)
        .isEqualTo(published);
  }

  @Test
  void layersAndVocabularyCanBeChosen() {
    Shape shape = Shape.named("tiny").withLayers(2).withVocabulary(300);
    Path file = folder.resolve("small.gguf");
    new Synth(shape, Mix.named("Q8_0"), 0).write(file, made -> {});
    try (Model model = Model.open(file)) {
      assertThat(model.vocabularySize()).isEqualTo(300);
      assertThat(model.gguf().tensor("blk.1.attn_q.weight")).isPresent();
      assertThat(model.gguf().tensor("blk.2.attn_q.weight")).isEmpty();
    }
    assertThatThrownBy(() -> shape.withLayers(0)).isInstanceOf(LlamajarException.class);
    assertThatThrownBy(() -> shape.withVocabulary(100)).isInstanceOf(LlamajarException.class);
  }

  @Test
  void progressEndsWithAllBytes() {
    long[] last = new long[1];
    Synth synth = new Synth(Shape.named("tiny"), Mix.named("Q4_0"), 0);
    synth.write(folder.resolve("tiny.gguf"), made -> last[0] = made);
    assertThat(last[0]).isEqualTo(synth.bytes());
  }

  @Test
  void aDiskThatIsTooSmallIsSaidBefore() {
    Synth synth = new Synth(Shape.named("llama-8b"), Mix.named("Q8_0"), 0);
    Path file = folder.resolve("large.gguf");
    assertThatThrownBy(() -> synth.checkSpace(file, 1_000_000_000))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("only 1,000,000,000 free");
    synth.checkSpace(file, 9_000_000_000L);
  }

  @Test
  void unknownNamesListTheKnownOnes() {
    assertThatThrownBy(() -> Shape.named("llama-9b"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("llama-9b")
        .hasMessageContaining("tiny, tiny-moe");
    assertThatThrownBy(() -> Mix.named("Q3"))
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining("Q5_K, Q6_K");
  }

  private Path written(String shape, String mix, long seed) {
    Path file = folder.resolve("%s-%s-%d.gguf".formatted(shape, mix, seed));
    new Synth(Shape.named(shape), Mix.named(mix), seed).write(file, made -> {});
    return file;
  }
}
