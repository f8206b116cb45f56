package io.llamajar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Encoders that the kit lacks, against what llama.cpp made of the same files. */
class TinyEncodersTest {
  private static final double GELU_FROM_A_TABLE = 1e-3; // the oracle's, of half precision

  // Longer than a window of 8.
  private static final int[] TOKENS = {
    3, 40, 77, 114, 151, 188, 225, 262, 299, 336, 373, 30, 67, 104, 141, 178, 215, 252, 289, 4
  };

  @TempDir private Path folder;

  /** The first values of the mean of all tokens, as the kit's oracle printed them. */
  @ParameterizedTest
  @CsvSource({
    "jina-bert-v2, -0.68763  0.00799  1.09579 -0.18288 -0.16422  1.49968",
    "jina-bert-v3, 0.74504  1.00101  0.26808 -0.0728  2.59053 -2.04873",
    "nomic-bert-moe, -0.72728 -0.36207  0.82129  1.53937 -0.14082 -0.24068",
    "modern-bert, -0.57276 -0.9029  0.3841 -0.20879  0.25986 -0.48013",
    "eurobert, 0.20404  0.11156 -0.01412  0.24325 -0.05855 -0.02899",
    "neo-bert, 0.00563 -0.18767  0.53184 -0.50535 -0.25141 -0.81442",
    "llama-embed, 0.43421  0.01005  0.09577 -0.51324 -0.01496  0.32368"
  })
  void agreeWithTheOracle(String architecture, String values) {
    Path file = folder.resolve(architecture + ".gguf");
    new TinyEncoder(architecture).write(file);
    double[] expected =
        Arrays.stream(values.split(" +")).mapToDouble(Double::parseDouble).toArray();
    try (Model model = Model.open(file)) {
      Embedder embedder = model.embedder(EmbeddingOptions.defaults().withNormalized(false));
      float[] vector = embedder.embedTokens(List.of(TOKENS)).getFirst();

      assertThat(vector).hasSize(TinyEncoder.WIDTH);
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) vector[i]).isCloseTo(expected[i], within(GELU_FROM_A_TABLE));
      }
    }
  }
}
