package io.llamajar.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Log-probabilities and greedy continuations against llama.cpp's, for every model that we run. */
class LogprobsTest {
  static Stream<Path> floatModels() {
    return Kit.list("models", ".logprobs.bin").stream()
        .map(file -> sibling(file, ".gguf"))
        .filter(KitModel::isSupported);
  }

  static Stream<Path> floatModelsWithHeadsInBlocks() {
    return floatModels().filter(KitModel::hasHeadsInBlocks);
  }

  static Stream<Path> quantizedModels() {
    return Kit.list("quants/models", ".gguf").stream().filter(KitModel::isSupported);
  }

  @ParameterizedTest
  @MethodSource("floatModels")
  void agreeWithTheOracleWhenTheCacheIsExact(Path file) {
    JsonNode golden = Kit.json(sibling(file, ".json"));
    double limit = golden.at("/tolerance/max_abs_logprob_f32").asDouble(0.001);
    assertThat(largestDifference(file, golden, GgmlType.F32)).isLessThanOrEqualTo(limit);
  }

  @ParameterizedTest
  @MethodSource("floatModels")
  void agreeWithTheOracleWhenTheCacheIsHalfPrecision(Path file) {
    JsonNode golden = Kit.json(sibling(file, ".json"));
    double limit = golden.at("/tolerance/max_abs_logprob_f16_kv").asDouble(0.05);
    assertThat(largestDifference(file, golden, GgmlType.F16)).isLessThanOrEqualTo(limit);
  }

  /**
   * The kit has no limit for it, but half precision shows how much a model makes of what is lost:
   * it loses up to a 2048th of a value, Q8_0 up to a 254th of the largest of 32.
   */
  @ParameterizedTest
  @MethodSource("floatModelsWithHeadsInBlocks")
  void stayNearTheOracleWhenTheCacheIsQuantized(Path file) {
    List<int[]> prompts = prompts(Kit.json(sibling(file, ".json")));
    float[] oracle = Kit.floats(sibling(file, ".logprobs.bin"));
    double halves = meanDifference(logprobs(file, prompts, GgmlType.F16), oracle);
    double blocks = meanDifference(logprobs(file, prompts, GgmlType.Q8_0), oracle);
    assertThat(blocks).isLessThan(32 * halves);
  }

  @ParameterizedTest
  @MethodSource("floatModels")
  void greedyContinuationsEqualTheOracles(Path file) {
    JsonNode golden = Kit.json(sibling(file, ".json"));
    try (KitModel model = new KitModel(file, 2, GgmlType.F32)) {
      for (String prompt : List.of("long", "short")) {
        JsonNode greedy = golden.at("/greedy/" + prompt);
        if (greedy.isObject()) {
          int sure = sure(greedy.get("margins"), golden);
          int[] expected = Arrays.copyOf(Kit.ints(greedy.get("tokens")), sure);
          int[] actual = model.greedy(Kit.ints(golden.at("/prompts/" + prompt)), sure);
          assertThat(actual).as(prompt).isEqualTo(expected);
        }
      }
      for (JsonNode story : golden.path("cases")) {
        int[] expected = Kit.ints(story.get("greedy_tokens"));
        assertThat(model.greedy(Kit.ints(story.get("ids")), expected.length)).isEqualTo(expected);
      }
    }
  }

  /** How many tokens follow before one whose margin is within the oracle's own uncertainty. */
  private static int sure(JsonNode margins, JsonNode golden) {
    double uncertain = 3 * golden.at("/tolerance/max_abs_logprob_f32").asDouble(0.001);
    int count = 0;
    while (count < margins.size() && margins.get(count).asDouble() > uncertain) {
      count++;
    }
    return count;
  }

  /** Quantised weights are multiplied with quantised activations, as the oracle does by default. */
  @ParameterizedTest
  @MethodSource("quantizedModels")
  void quantizedModelsStayAsNearAsTheOracle(Path file) {
    JsonNode golden = Kit.json(sibling(file, ".json"));
    float[] exact = Kit.floats(sibling(file, ".exact.logprobs.bin"));
    float[] oracle = Kit.floats(sibling(file, ".logprobs.bin"));
    float[] actual = logprobs(file, prompts(golden), GgmlType.F32);
    int vocabulary = golden.get("vocab_size").asInt();

    double mean = Math.min(meanDifference(actual, exact), meanDifference(actual, oracle));
    double kl =
        Math.min(largestKl(actual, exact, vocabulary), largestKl(actual, oracle, vocabulary));
    assertThat(mean).isLessThanOrEqualTo(golden.at("/tolerance/mean").asDouble());
    assertThat(kl).isLessThanOrEqualTo(golden.at("/tolerance/max_kl").asDouble());
  }

  private static double largestDifference(Path file, JsonNode golden, GgmlType type) {
    float[] expected = Kit.floats(sibling(file, ".logprobs.bin"));
    float[] actual = logprobs(file, prompts(golden), type);
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs((double) actual[i] - expected[i]);
      largest = difference <= largest ? largest : difference; // NaN stays
    }
    return largest;
  }

  private static double meanDifference(float[] actual, float[] expected) {
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += Math.abs((double) actual[i] - expected[i]);
    }
    return sum / expected.length;
  }

  private static double largestKl(float[] actual, float[] expected, int vocabulary) {
    double largest = 0;
    for (int row = 0; row < expected.length; row += vocabulary) {
      double kl = 0;
      for (int i = row; i < row + vocabulary; i++) {
        kl += Math.exp(expected[i]) * ((double) expected[i] - actual[i]);
      }
      largest = kl <= largest ? largest : kl;
    }
    return largest;
  }

  /** The prompts whose log-probabilities are golden, in the order of their rows. */
  private static List<int[]> prompts(JsonNode golden) {
    List<int[]> prompts = new ArrayList<>();
    if (golden.has("prompts")) {
      prompts.add(Kit.ints(golden.at("/prompts/long")));
      prompts.add(Kit.ints(golden.at("/prompts/short")));
    } else {
      golden.get("cases").forEach(story -> prompts.add(Kit.ints(story.get("ids"))));
    }
    return prompts;
  }

  private static float[] logprobs(Path file, List<int[]> prompts, GgmlType type) {
    try (KitModel model = new KitModel(file, 2, type)) {
      List<float[]> rows = new ArrayList<>();
      int size = 0;
      for (int[] prompt : prompts) {
        for (float[] row : model.logits(prompt, prompt.length)) {
          rows.add(logSoftmax(row));
          size += row.length;
        }
      }
      float[] all = new float[size];
      int at = 0;
      for (float[] row : rows) {
        System.arraycopy(row, 0, all, at, row.length);
        at += row.length;
      }
      return all;
    }
  }

  private static Path sibling(Path file, String ending) {
    String name = file.getFileName().toString();
    return file.resolveSibling(
        name.replaceFirst("(\\.exact)?(\\.logprobs\\.bin|\\.gguf|\\.json)$", "") + ending);
  }

  private static float[] logSoftmax(float[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    float[] logprobs = new float[logits.length];
    for (int i = 0; i < logprobs.length; i++) {
      logprobs[i] = (float) (logits[i] - largest - Math.log(sum));
    }
    return logprobs;
  }
}
