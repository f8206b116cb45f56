package io.llamajar;

import static io.llamajar.gguf.GgufValue.float32;
import static io.llamajar.gguf.GgufValue.ints;
import static io.llamajar.gguf.GgufValue.text;
import static io.llamajar.gguf.GgufValue.uint32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.llamajar.conformance.Kit;
import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.GgufSource;
import io.llamajar.sampling.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that say the same thing in another way give the same log-probabilities, to the bit. */
class SoundModelsTest {
  private static final String GQA = "llama-gqa";
  private static final int[] PROMPT = {1, 100, 7, 383, 42, 7, 8, 9, 200, 300, 17, 5};

  @TempDir Path folder;

  @Test
  void queriesKeysAndValuesMayBeOneMatrix() {
    for (String model : List.of(GQA, "qwen2", "gemma3")) {
      assertSame(logprobs(model, SoundModelsTest::fuse), logprobs(model, m -> {}));
    }
  }

  private static void fuse(AlteredModel model) {
    for (int layer = 0; model.tensors().contains("blk." + layer + ".attn_q.weight"); layer++) {
      String block = "blk." + layer + ".";
      List<String> parts = List.of("attn_q.weight", "attn_k.weight", "attn_v.weight");
      long columns = model.shape(block + "attn_q.weight").getFirst();
      float[] all = {};
      for (String part : parts) {
        float[] more = model.floats(block + part);
        int size = all.length;
        all = Arrays.copyOf(all, size + more.length);
        System.arraycopy(more, 0, all, size, more.length);
        model.without(block + part);
      }
      model.tensor(block + "attn_qkv.weight", List.of(columns, all.length / columns), all);
    }
  }

  @Test
  void theOutputMayBeTheEmbeddings() {
    List<float[]> tied = logprobs(GQA, model -> model.without("output.weight"));
    List<float[]> untied =
        logprobs(
            GQA,
            model ->
                model.tensor(
                    "output.weight", List.of(64L, 384L), model.floats("token_embd.weight")));
    assertSame(tied, untied);
    assertThat(tied.getLast()).isNotEqualTo(logprobs(GQA, model -> {}).getLast());
  }

  /** As files of NVFP4 have them; a power of two changes no digit. */
  @Test
  void matricesMayHaveScalesOfTheirOwn() {
    for (String model : List.of(GQA, "llama-moe-mixtral")) {
      List<float[]> scaled =
          logprobs(
              model,
              m -> {
                for (String name : projections(m)) {
                  float[] twos = new float[experts(m, name)];
                  Arrays.fill(twos, 2);
                  List<Long> shape = List.of((long) twos.length);
                  m.tensor(name.replace(".weight", ".scale"), shape, twos);
                  m.tensor(name.replace(".weight", ".input_scale"), shape, twos);
                }
              });
      List<float[]> doubled =
          logprobs(
              model,
              m -> {
                for (String name : projections(m)) {
                  float[] weights = m.floats(name);
                  for (int i = 0; i < weights.length; i++) {
                    weights[i] *= 2;
                  }
                  m.tensor(name, m.shape(name), weights);
                }
              });
      assertSame(scaled, doubled);
      assertThat(scaled.getLast()).isNotEqualTo(logprobs(model, m -> {}).getLast());
    }
  }

  @Test
  void eachExpertMayHaveAScale() {
    String name = "blk.1.ffn_down_exps.weight";
    List<float[]> scaled =
        logprobs(
            "llama-moe-mixtral",
            m -> {
              float[] scales = new float[experts(m, name)];
              for (int e = 0; e < scales.length; e++) {
                scales[e] = 1 << e % 3;
              }
              m.tensor("blk.1.ffn_down_exps.scale", List.of((long) scales.length), scales);
            });
    List<float[]> multiplied =
        logprobs(
            "llama-moe-mixtral",
            m -> {
              float[] weights = m.floats(name);
              int each = weights.length / experts(m, name);
              for (int i = 0; i < weights.length; i++) {
                weights[i] *= 1 << i / each % 3;
              }
              m.tensor(name, m.shape(name), weights);
            });
    assertSame(scaled, multiplied);
  }

  private static List<String> projections(AlteredModel model) {
    return model.tensors().stream()
        .filter(name -> name.equals("output.weight") || name.matches("blk.*(attn|ffn)_.*weight"))
        .filter(name -> !name.contains("norm") && !name.contains("gate_inp"))
        .toList();
  }

  private static int experts(AlteredModel model, String tensor) {
    List<Long> shape = model.shape(tensor);
    return shape.size() == 3 ? Math.toIntExact(shape.get(2)) : 1;
  }

  @Test
  void normsAndBiasesMayBeHalfPrecision() {
    for (GgmlType type : List.of(GgmlType.F16, GgmlType.BF16)) {
      List<float[]> halves = logprobs("qwen2", model -> halve(model, type));
      List<float[]> same =
          logprobs(
              "qwen2",
              model -> {
                halve(model, type);
                for (String name : model.tensors()) {
                  model.tensor(name, model.shape(name), model.floats(name));
                }
              });
      assertSame(halves, same);
    }
  }

  private static void halve(AlteredModel model, GgmlType type) {
    for (String name : model.tensors()) {
      if (name.endsWith("norm.weight") || name.endsWith(".bias")) {
        model.halve(name, type);
      }
    }
  }

  @Test
  void aModelMayBeSplit() {
    try (AlteredModel model = new AlteredModel(GQA)) {
      List<Path> parts = model.writeSplit(folder, 50_000);
      assertThat(parts).hasSizeGreaterThan(2);
      assertSame(logprobs(GgufSource.of(parts.get(1))), logprobs(GQA, m -> {}));
    }
  }

  @Test
  void aModelMayLieAtAnOddPlaceInAFile() throws IOException {
    Path file = folder.resolve("inside");
    try (AlteredModel model = new AlteredModel(GQA)) {
      byte[] bytes = Files.readAllBytes(model.write(folder.resolve("alone.gguf")));
      byte[] shifted = new byte[bytes.length + 3];
      System.arraycopy(bytes, 0, shifted, 3, bytes.length);
      Files.write(file, shifted);
      assertSame(logprobs(new GgufSource(file, 3, bytes.length)), logprobs(GQA, m -> {}));
    }
  }

  @Test
  void numbersOfHeadsMayBeToldPerLayer() {
    List<float[]> told =
        logprobs(
            GQA,
            model ->
                model
                    .put("llama.attention.head_count", ints(4, 4))
                    .put("llama.attention.head_count_kv", ints(2, 2))
                    .put("llama.feed_forward_length", ints(96, 96)));
    assertSame(told, logprobs(GQA, model -> {}));
  }

  /** A layer without its last two heads is one whose last two heads give zeros. */
  @Test
  void layersMayHaveDifferentNumbersOfHeads() {
    List<float[]> fewer =
        logprobs(
            GQA,
            model ->
                model
                    .put("llama.attention.head_count", ints(4, 2))
                    .put("llama.attention.head_count_kv", ints(2, 1))
                    .without("llama.attention.key_length")
                    .without("llama.attention.value_length")
                    .shape("blk.1.attn_q.weight", 64L, 32L)
                    .shape("blk.1.attn_k.weight", 64L, 16L)
                    .shape("blk.1.attn_v.weight", 64L, 16L)
                    .tensor("blk.1.attn_output.weight", List.of(32L, 64L), outputs(model, false)));
    List<float[]> silenced =
        logprobs(
            GQA,
            model ->
                model.tensor("blk.1.attn_output.weight", List.of(64L, 64L), outputs(model, true)));
    assertClose(fewer, silenced);
  }

  /** The output projection of heads 0 and 1, with zeros for the others or without them. */
  private static float[] outputs(AlteredModel model, boolean zeros) {
    float[] all = model.floats("blk.1.attn_output.weight");
    int columns = zeros ? 64 : 32;
    float[] some = new float[64 * columns];
    for (int row = 0; row < 64; row++) {
      System.arraycopy(all, row * 64, some, row * columns, 32);
    }
    return some;
  }

  @Test
  void linearScalingOfTheHeadsIsAFactorForEachPair() {
    float[] fours = new float[8];
    Arrays.fill(fours, 4);
    List<float[]> factors =
        logprobs(GQA, model -> model.tensor("rope_freqs.weight", List.of(8L), fours));
    List<float[]> linear =
        logprobs(GQA, model -> model.put("llama.rope.scaling.factor", float32(4)));
    List<float[]> legacy = logprobs(GQA, model -> model.put("llama.rope.scale_linear", float32(4)));
    assertSame(linear, factors);
    assertSame(legacy, factors);
    assertThat(linear.getLast()).isNotEqualTo(logprobs(GQA, model -> {}).getLast());
  }

  @Test
  void aScalingOfZeroOrNoneIsNone() {
    List<float[]> plain = logprobs(GQA, model -> {});
    assertSame(logprobs(GQA, model -> model.put("llama.rope.scaling.factor", float32(0))), plain);
    assertSame(
        logprobs(
            GQA,
            model ->
                model
                    .put("llama.rope.scaling.type", text("none"))
                    .put("llama.rope.scaling.factor", float32(4))),
        plain);
  }

  /**
   * YaRN as its paper has it: pair i turns r = trained * base^(-2i/width) / 2 pi times over the
   * trained context; the ramp in between is over the pair's number, from where r is 32 to where it
   * is 1. Its magnitude, cosine and sine being enlarged, scales queries and keys alike: products
   * grow with its square, as by {@code attention.scale}.
   */
  @Test
  void yarnStretchesSlowPairsOnly() {
    double base = 10_000;
    int width = 16;
    int trained = 256;
    float factor = 8;
    double low = Math.floor(width * Math.log(trained / (32 * 2 * Math.PI)) / (2 * Math.log(base)));
    double high = Math.ceil(width * Math.log(trained / (2 * Math.PI)) / (2 * Math.log(base)));
    float[] factors = new float[width / 2];
    for (int i = 0; i < factors.length; i++) {
      double stretched = Math.clamp((i - low) / (high - low), 0, 1);
      factors[i] = (float) (1 / (stretched / factor + 1 - stretched));
    }
    assertThat(factors[0]).isEqualTo(1);
    assertThat(factors[7]).isEqualTo(factor);
    double magnitude = 1 + 0.1 * Math.log(factor);
    List<float[]> yarn =
        logprobs(
            GQA,
            model ->
                model
                    .put("llama.rope.scaling.type", text("yarn"))
                    .put("llama.rope.scaling.factor", float32(factor))
                    .put("llama.rope.scaling.original_context_length", uint32(trained)));
    List<float[]> formula =
        logprobs(
            GQA,
            model ->
                model
                    .tensor("rope_freqs.weight", List.of((long) factors.length), factors)
                    .put(
                        "llama.attention.scale",
                        float32((float) (magnitude * magnitude / Math.sqrt(width)))));
    assertClose(yarn, formula);
  }

  @Test
  void tokensThatOnlyPadTheEmbeddingsAreNeverGenerated() {
    Path file = folder.resolve("padded.gguf");
    try (AlteredModel model = new AlteredModel(GQA)) {
      float[] table = Arrays.copyOf(model.floats("token_embd.weight"), 64 * 400);
      float[] output = Arrays.copyOf(model.floats("output.weight"), 64 * 400);
      // The padding is more probable than any token.
      for (int i = 64 * 384; i < 64 * 400; i++) {
        output[i] = 100 * output[i % (64 * 384)];
      }
      model
          .tensor("token_embd.weight", List.of(64L, 400L), table)
          .tensor("output.weight", List.of(64L, 400L), output)
          .write(file);
    }
    Sampling penalized = Sampling.builder().temperature(0).repeatPenalty(1.1).build();
    GenerationOptions options =
        GenerationOptions.defaults().withMaxTokens(8).withSampling(penalized);
    try (Model model = Model.open(file)) {
      assertThat(model.vocabularySize()).isEqualTo(400);
      Generation generation = model.generate(new int[] {1, 399, 5}, options);
      generation.text();
      assertThat(Arrays.stream(generation.tokens())).isNotEmpty().allMatch(token -> token < 384);
    }
  }

  @Test
  void aContextThatDoesNotFitIsRefusedBeforeItIsTaken() {
    GgufSource source = GgufSource.of(Kit.path("models/" + GQA + ".gguf"));
    ModelOptions options = ModelOptions.defaults().withContext(Integer.MAX_VALUE);
    assertThatThrownBy(() -> Model.open(source, options))
        .isInstanceOf(LlamajarException.class)
        .hasMessageMatching(
            "A context of 2147483647 tokens needs \\d+ MiB for keys and values, more than is free;"
                + " \\d+ tokens would fit, give at most as many or keep them in fewer bytes");
  }

  @Test
  void aModelThatWasTrainedOnMoreThanFitsHasAContextThatFits() {
    Path file = folder.resolve("long.gguf");
    try (AlteredModel altered = new AlteredModel(GQA)) {
      altered.put("llama.context_length", uint32(Integer.MAX_VALUE)).write(file);
    }
    try (Model model = Model.open(file)) {
      assertThat(model.context()).isBetween(1, Integer.MAX_VALUE - 1);
      assertThat(model.warnings()).anyMatch(warning -> warning.contains("no memory for more"));
    }
  }

  private List<float[]> logprobs(String name, Consumer<AlteredModel> change) {
    try (AlteredModel model = new AlteredModel(name)) {
      change.accept(model);
      return logprobs(GgufSource.of(model.write(folder.resolve("sound.gguf"))));
    }
  }

  private static List<float[]> logprobs(GgufSource source) {
    ModelOptions exact = ModelOptions.defaults().withThreads(2).withKvType(GgmlType.F32);
    try (Model model = Model.open(source, exact);
        Session session = model.session()) {
      List<float[]> rows = new ArrayList<>();
      session.logprobs(PROMPT, (position, row) -> rows.add(row.clone()));
      return rows;
    }
  }

  private static void assertSame(List<float[]> actual, List<float[]> expected) {
    assertThat(actual).hasSize(PROMPT.length).hasSameSizeAs(expected);
    for (int t = 0; t < expected.size(); t++) {
      assertThat(actual.get(t)).as("after token %d", t).isEqualTo(expected.get(t));
    }
  }

  private static void assertClose(List<float[]> actual, List<float[]> expected) {
    for (int t = 0; t < expected.size(); t++) {
      for (int i = 0; i < expected.get(t).length; i++) {
        assertThat(Math.abs(actual.get(t)[i] - expected.get(t)[i])).isLessThan(1e-4f);
      }
    }
  }
}
