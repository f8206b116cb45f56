package io.llamajar.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.kernel.Dispatch;
import io.llamajar.ops.Ops;
import io.llamajar.ops.ThreadTeam;
import io.llamajar.quant.Quants;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvType;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Workspace;
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
        .filter(LogprobsTest::isSupported);
  }

  static Stream<Path> quantizedModels() {
    return Kit.list("quants/models", ".gguf").stream().filter(LogprobsTest::isSupported);
  }

  private static boolean isSupported(Path file) {
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      return Architectures.names().contains(gguf.metadata().text("general.architecture"))
          && gguf.tensors().stream().allMatch(t -> Quants.find(t.type()).isPresent());
    }
  }

  @ParameterizedTest
  @MethodSource("floatModels")
  void agreeWithTheOracleWhenTheCacheIsExact(Path file) {
    JsonNode golden = Kit.json(sibling(file, ".json"));
    double limit = golden.at("/tolerance/max_abs_logprob_f32").asDouble(0.001);
    assertThat(largestDifference(file, golden, KvType.F32)).isLessThanOrEqualTo(limit);
  }

  @ParameterizedTest
  @MethodSource("floatModels")
  void agreeWithTheOracleWhenTheCacheIsHalfPrecision(Path file) {
    JsonNode golden = Kit.json(sibling(file, ".json"));
    double limit = golden.at("/tolerance/max_abs_logprob_f16_kv").asDouble(0.05);
    assertThat(largestDifference(file, golden, KvType.F16)).isLessThanOrEqualTo(limit);
  }

  @ParameterizedTest
  @MethodSource("floatModels")
  void greedyContinuationsEqualTheOracles(Path file) {
    JsonNode golden = Kit.json(sibling(file, ".json"));
    try (Runner runner = new Runner(file, KvType.F32)) {
      for (String prompt : List.of("long", "short")) {
        JsonNode greedy = golden.at("/greedy/" + prompt);
        if (greedy.isObject()) {
          int sure = sure(greedy.get("margins"), golden);
          int[] expected = Arrays.copyOf(Kit.ints(greedy.get("tokens")), sure);
          int[] actual = runner.greedy(Kit.ints(golden.at("/prompts/" + prompt)), sure);
          assertThat(actual).as(prompt).isEqualTo(expected);
        }
      }
      for (JsonNode story : golden.path("cases")) {
        int[] expected = Kit.ints(story.get("greedy_tokens"));
        assertThat(runner.greedy(Kit.ints(story.get("ids")), expected.length)).isEqualTo(expected);
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
    float[] actual = logprobs(file, prompts(golden), KvType.F32);
    int vocabulary = golden.get("vocab_size").asInt();

    double mean = Math.min(meanDifference(actual, exact), meanDifference(actual, oracle));
    double kl =
        Math.min(largestKl(actual, exact, vocabulary), largestKl(actual, oracle, vocabulary));
    assertThat(mean).isLessThanOrEqualTo(golden.at("/tolerance/mean").asDouble());
    assertThat(kl).isLessThanOrEqualTo(golden.at("/tolerance/max_kl").asDouble());
  }

  private static double largestDifference(Path file, JsonNode golden, KvType type) {
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

  private static float[] logprobs(Path file, List<int[]> prompts, KvType type) {
    try (Runner runner = new Runner(file, type)) {
      List<float[]> rows = new ArrayList<>();
      int size = 0;
      for (int[] prompt : prompts) {
        for (float[] row : runner.logprobs(prompt)) {
          rows.add(row);
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

  /** A model that is run without anything around it. */
  private record Runner(
      Gguf gguf, Decoder decoder, ThreadTeam team, Workspace workspace, KvType type)
      implements AutoCloseable {

    Runner(Path file, KvType type) {
      Gguf gguf = Gguf.open(GgufSource.of(file));
      this(gguf, Architectures.load(gguf), new ThreadTeam(2), new Workspace(), type);
    }

    private Ops ops() {
      return new Ops(Dispatch.best(), team, workspace);
    }

    List<float[]> logprobs(int[] tokens) {
      try (KvCache cache = new KvCache(decoder.cacheShapes(), type, tokens.length)) {
        cache.reserve(tokens.length);
        Tensor logits = decoder.forward(ops(), tokens, tokens.length, cache, tokens.length);
        List<float[]> rows = new ArrayList<>();
        for (int t = 0; t < tokens.length; t++) {
          rows.add(logSoftmax(logits, t));
        }
        workspace.release(0);
        return rows;
      }
    }

    int[] greedy(int[] prompt, int count) {
      try (KvCache cache = new KvCache(decoder.cacheShapes(), type, prompt.length + count)) {
        int[] generated = new int[count];
        int[] tokens = prompt;
        for (int i = 0; i < count; i++) {
          cache.reserve(tokens.length);
          Tensor logits = decoder.forward(ops(), tokens, tokens.length, cache, 1);
          cache.advance(tokens.length);
          generated[i] = argmax(logits);
          workspace.release(0);
          tokens = new int[] {generated[i]};
        }
        return generated;
      }
    }

    private static int argmax(Tensor logits) {
      int best = 0;
      for (int i = 1; i < logits.columns(); i++) {
        best = logits.at(0, i) > logits.at(0, best) ? i : best;
      }
      return best;
    }

    private static float[] logSoftmax(Tensor logits, int row) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < logits.columns(); i++) {
        largest = Math.max(largest, logits.at(row, i));
      }
      double sum = 0;
      for (int i = 0; i < logits.columns(); i++) {
        sum += Math.exp(logits.at(row, i) - largest);
      }
      float[] logprobs = new float[logits.columns()];
      for (int i = 0; i < logprobs.length; i++) {
        logprobs[i] = (float) (logits.at(row, i) - largest - Math.log(sum));
      }
      return logprobs;
    }

    @Override
    public void close() {
      workspace.close();
      team.close();
      gguf.close();
    }
  }
}
