package io.llamajar;

import static io.llamajar.gguf.GgufValue.float32;
import static io.llamajar.gguf.GgufValue.ints;
import static io.llamajar.gguf.GgufValue.text;
import static io.llamajar.gguf.GgufValue.texts;
import static io.llamajar.gguf.GgufValue.uint32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.llamajar.gguf.GgmlType;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that lie in one place are refused when they are opened, in a line that names the place. */
class BrokenModelsTest {
  private static final String GQA = "llama-gqa";
  private static final String MOE = "llama-moe-mixtral";
  private static final String GEMMA = "gemma3";

  /** llama.cpp has it for activations. */
  private static final GgmlType NO_WEIGHTS = GgmlType.Q8_1;

  @TempDir Path folder;

  static Stream<Arguments> lies() {
    long most = 0xffff_ffffL;
    return Stream.of(
        arguments(GQA, "llama.block_count", uint32(0), "llama.block_count is 0"),
        arguments(GQA, "llama.block_count", uint32(1), "blk.1."),
        arguments(GQA, "llama.block_count", uint32(3), "blk.2."),
        arguments(GQA, "llama.block_count", uint32(1 << 20), "blk.2."),
        arguments(GQA, "llama.block_count", uint32(most), "llama.block_count"),
        arguments(GQA, "llama.block_count", text("two"), "llama.block_count is a string"),
        arguments(GQA, "llama.block_count", float32(2), "llama.block_count is the number"),
        arguments(GQA, "llama.context_length", uint32(0), "llama.context_length is 0"),
        arguments(GQA, "llama.context_length", uint32(most), "llama.context_length"),
        arguments(GQA, "llama.embedding_length", uint32(0), "llama.embedding_length is 0"),
        arguments(GQA, "llama.embedding_length", uint32(32), "where the model needs 32 x "),
        arguments(GQA, "llama.embedding_length", uint32(1 << 30), "llama.embedding_length"),
        arguments(GQA, "llama.feed_forward_length", uint32(97), "blk.0.ffn_down.weight"),
        arguments(GQA, "llama.feed_forward_length", uint32(most), "llama.feed_forward_length"),
        arguments(GQA, "llama.feed_forward_length", ints(96, 97), "blk.1.ffn_down.weight"),
        arguments(GQA, "llama.feed_forward_length", ints(96, -1), "feed_forward_length is -1"),
        arguments(GQA, "llama.attention.head_count", uint32(0), "attention.head_count is 0"),
        arguments(GQA, "llama.attention.head_count", uint32(3), "head_count_kv is 2: the 3"),
        arguments(GQA, "llama.attention.head_count", uint32(8), "blk.0.attn_q.weight"),
        arguments(GQA, "llama.attention.head_count", uint32(1 << 20), "attention.head_count is"),
        arguments(GQA, "llama.attention.head_count", ints(4), "head_count has 1 values for 2"),
        arguments(GQA, "llama.attention.head_count", ints(4, 4, 4), "head_count has 3 values"),
        arguments(GQA, "llama.attention.head_count", ints(), "head_count has 0 values"),
        arguments(GQA, "llama.attention.head_count", texts(List.of("4", "4")), "head_count"),
        arguments(GQA, "llama.attention.head_count_kv", uint32(0), "head_count_kv is 0"),
        arguments(GQA, "llama.attention.head_count_kv", uint32(1), "blk.0.attn_k.weight"),
        arguments(GQA, "llama.attention.head_count_kv", uint32(1 << 20), "head_count_kv is"),
        arguments(GQA, "llama.attention.head_count_kv", ints(2, 0), "head_count_kv is 0"),
        arguments(GQA, "llama.attention.key_length", uint32(0), "key_length is 0"),
        arguments(GQA, "llama.attention.key_length", uint32(8), "dimension_count is 16"),
        arguments(GQA, "llama.attention.key_length", uint32(1 << 20), "attention.head_count is 4"),
        arguments(GQA, "llama.attention.value_length", uint32(15), "blk.0.attn_v.weight"),
        arguments(GQA, "llama.attention.scale", float32(Float.NaN), "attention.scale is NaN"),
        arguments(GQA, "llama.attention.scale", float32(-1), "attention.scale is -1"),
        arguments(GQA, "llama.rope.dimension_count", uint32(15), "dimension_count is 15"),
        arguments(GQA, "llama.rope.dimension_count", uint32(18), "dimension_count is 18"),
        arguments(GQA, "llama.rope.dimension_count", uint32(0), "dimension_count is 0"),
        arguments(GQA, "llama.rope.freq_base", float32(Float.NaN), "rope.freq_base is NaN"),
        arguments(GQA, "llama.rope.freq_base", float32(0), "rope.freq_base is 0"),
        arguments(GQA, "llama.rope.freq_base", float32(-10_000), "rope.freq_base is -10000"),
        arguments(GQA, "llama.rope.freq_base", float32(1e38f), "rope.freq_base is 1.0E38"),
        arguments(GQA, "llama.rope.freq_base", text("10000"), "rope.freq_base is a string"),
        arguments(GQA, "llama.rope.scaling.factor", float32(Float.NaN), "scaling.factor is NaN"),
        arguments(GQA, "llama.rope.scaling.factor", float32(-2), "scaling.factor is -2"),
        arguments(GQA, "llama.rope.scaling.factor", float32(1e-30f), "scaling.factor is 1.0E-30"),
        arguments(GQA, "llama.rope.scale_linear", float32(1f / 0), "scale_linear is Infinity"),
        arguments(GQA, "llama.rope.scaling.type", text("a\nb"), "rope.scaling.type is 'a?b'"),
        arguments(GEMMA, "gemma3.rope.freq_base_swa", float32(0), "rope.freq_base_swa is 0"),
        arguments(GEMMA, "gemma3.rope.dimension_count", uint32(23), "dimension_count is 23"),
        arguments(GEMMA, "gemma3.attention.sliding_window", text("8"), "sliding_window"),
        arguments(GEMMA, "gemma3.attention.sliding_window_pattern", uint32(0), "pattern is 0"),
        arguments(GEMMA, "gemma3.attention.sliding_window_pattern", ints(1, 0), "has 2 values"),
        arguments(MOE, "llama.expert_count", uint32(0), "expert_count is 0"),
        arguments(MOE, "llama.expert_count", uint32(3), "blk.0.ffn_gate_inp.weight"),
        arguments(MOE, "llama.expert_count", uint32(most), "llama.expert_count"),
        arguments(MOE, "llama.expert_used_count", uint32(0), "expert_used_count is 0"),
        arguments(MOE, "llama.expert_used_count", uint32(5), "expert_used_count is 5"),
        arguments(MOE, "llama.expert_weights_scale", float32(-1), "expert_weights_scale is -1"),
        arguments(GQA, "general.architecture", text("no\nsuch"), "'no?such' is not supported"),
        arguments(GQA, "general.architecture", text("gemma33"), "nearest that is is gemma3."),
        arguments(GQA, "general.architecture", text("LLaMA5"), ", llama, llama-embed, "),
        arguments(GQA, "general.architecture", uint32(1), "general.architecture is"),
        arguments(GQA, "general.architecture", text("qwen2"), "qwen2."),
        arguments(GQA, "tokenizer.ggml.tokens", texts(List.of()), "tokenizer.ggml.tokens is empty"),
        arguments(GQA, "tokenizer.ggml.tokens", ints(1, 2), "tokenizer.ggml.tokens"));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aLyingValueIsNamed(String model, String key, GgufValue value, String reason) {
    refused(model, altered -> altered.put(key, value), reason);
  }

  @ParameterizedTest
  @MethodSource("epsilons")
  void anEpsilonThatIsNoneIsNamed(float epsilon) {
    for (String model : List.of(GQA, GEMMA, "qwen2", "qwen3")) {
      try (AlteredModel altered = new AlteredModel(model)) {
        String key =
            altered.keys().stream().filter(k -> k.endsWith("rms_epsilon")).findAny().orElseThrow();
        refused(altered.put(key, float32(epsilon)), key + " is " + epsilon);
      }
    }
  }

  static Stream<Float> epsilons() {
    return Stream.of(0f, -0f, -1e-5f, 2f, Float.NaN, 1f / 0, -1f / 0, Float.MIN_VALUE);
  }

  static Stream<Arguments> yarnLies() {
    return Stream.of(
        arguments("original_context_length", uint32(0)),
        arguments("original_context_length", text("4096")),
        arguments("yarn_beta_fast", float32(0)),
        arguments("yarn_beta_slow", float32(Float.NaN)),
        arguments("attn_factor", float32(-1)),
        arguments("factor", float32(1f / 0)));
  }

  @ParameterizedTest
  @MethodSource("yarnLies")
  void aLieAboutYarnIsNamed(String name, GgufValue value) {
    String key = "llama.rope.scaling." + name;
    refused(
        GQA, altered -> altered.put("llama.rope.scaling.type", text("yarn")).put(key, value), key);
  }

  @ParameterizedTest
  @MethodSource("needed")
  void aMissingValueIsNamed(String model, String key) {
    refused(model, altered -> altered.without(key), "has no " + key);
  }

  static Stream<Arguments> needed() {
    return Stream.of(
        arguments(GQA, "general.architecture"),
        arguments(GQA, "llama.context_length"),
        arguments(GQA, "llama.block_count"),
        arguments(GQA, "llama.embedding_length"),
        arguments(GQA, "llama.feed_forward_length"),
        arguments(GQA, "llama.attention.head_count"),
        arguments(GQA, "llama.attention.layer_norm_rms_epsilon"),
        arguments(MOE, "llama.expert_count"),
        arguments(MOE, "llama.expert_used_count"),
        arguments(GQA, "tokenizer.ggml.tokens"),
        arguments(GQA, "tokenizer.ggml.model"));
  }

  @ParameterizedTest
  @MethodSource("models")
  void aMissingTensorIsNamed(String model) {
    List<String> names;
    try (AlteredModel altered = new AlteredModel(model)) {
      names = altered.tensors().stream().filter(BrokenModelsTest::isNeeded).toList();
    }
    assertThat(names).isNotEmpty();
    for (String name : names) {
      refused(model, altered -> altered.without(name), name);
    }
  }

  /** Biases, and an output of its own, are there or not. */
  private static boolean isNeeded(String tensor) {
    return isOfOneLayer(tensor) && !tensor.endsWith(".bias") && !tensor.equals("output.weight");
  }

  /** All layers are alike: the second stands for them. */
  private static boolean isOfOneLayer(String tensor) {
    return !tensor.startsWith("blk.") || tensor.startsWith("blk.1.");
  }

  static Stream<String> models() {
    return Stream.of(GQA, MOE, GEMMA, "qwen2", "qwen3", "lfm2", "mamba2");
  }

  @ParameterizedTest
  @MethodSource("models")
  void aTensorOfAnotherShapeIsNamed(String model) {
    for (String name : names(model, 1)) {
      refused(model, altered -> altered.shape(name, 16L), name + " is 16 where");
      refused(model, altered -> altered.shape(name, 1L, 1L, 1L, 2L), name + " is 1 x 1 x 1 x 2");
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void aTensorOfATypeThatIsNotForWeightsIsNamed(String model) {
    for (String name : names(model, NO_WEIGHTS.blockValues())) {
      refused(
          model,
          altered -> altered.tensor(name, NO_WEIGHTS, altered.shape(name), zeros(altered, name)),
          name + " has the type " + NO_WEIGHTS);
    }
  }

  /** Tensors of one layer, and those of none, with rows of whole blocks. */
  private static List<String> names(String model, int blockValues) {
    try (AlteredModel altered = new AlteredModel(model)) {
      return altered.tensors().stream()
          .filter(name -> isOfOneLayer(name) && !name.equals("token_embd.weight"))
          .filter(name -> altered.shape(name).getFirst() % blockValues == 0)
          .filter(name -> altered.floats(name).length > 16) // so that there are other shapes
          .toList();
    }
  }

  private static MemorySegment zeros(AlteredModel altered, String name) {
    int blocks = altered.floats(name).length / NO_WEIGHTS.blockValues();
    return MemorySegment.ofArray(new byte[blocks * NO_WEIGHTS.blockBytes()]);
  }

  @Test
  void aTensorThatNobodyReadsIsNamed() {
    float[] ones = new float[64];
    Arrays.fill(ones, 1);
    for (String name : List.of("blk.0.attn_q_norm.weight", "blk.0.attn_qkv.bias", "a\nb")) {
      refused(
          GQA,
          altered -> altered.tensor(name, List.of(64L), ones),
          "'" + name.replace('\n', '?') + "' has no place in a llama model");
    }
  }

  @Test
  void ropeFactorsThatAreNoneAreNamed() {
    for (float factor : new float[] {0, -1, Float.NaN, 1f / 0, 1e-20f}) {
      float[] factors = new float[8];
      Arrays.fill(factors, 1);
      factors[5] = factor;
      refused(
          GQA,
          altered -> altered.tensor("rope_freqs.weight", List.of(8L), factors),
          "rope_freqs.weight contains " + factor);
    }
  }

  @Test
  void widthsWhoseProductOverflowsAreRefused() {
    refused(
        GQA,
        altered ->
            altered
                .put("llama.attention.head_count", uint32(1 << 20))
                .put("llama.attention.head_count_kv", uint32(1 << 20))
                .put("llama.attention.key_length", uint32(1 << 12)),
        "llama.attention.head_count is 1048576, too many of 4096 values each");
  }

  @Test
  void aTokenOfThePromptWithoutAnEmbeddingIsNamed() {
    try (AlteredModel altered = new AlteredModel("llama-gqa")) {
      altered
          .shape("token_embd.weight", 64L, 10L)
          .shape("output.weight", 64L, 10L)
          .write(folder.resolve("few.gguf"));
    }
    try (Model model = Model.open(folder.resolve("few.gguf"))) {
      assertThatThrownBy(() -> model.generate("zebra", GenerationOptions.defaults()))
          .isInstanceOf(LlamajarException.class)
          .hasMessageContaining("out of range; this model's tokens are 0 to 9");
    }
  }

  private void refused(String model, Consumer<AlteredModel> change, String reason) {
    try (AlteredModel altered = new AlteredModel(model)) {
      change.accept(altered);
      refused(altered, reason);
    }
  }

  private void refused(AlteredModel altered, String reason) {
    Path file = altered.write(folder.resolve("broken.gguf"));
    assertThatThrownBy(() -> Model.open(file).close())
        .isInstanceOf(LlamajarException.class)
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    try (Gguf gguf = Gguf.open(GgufSource.of(file))) {
      assertThat(Model.obstacle(gguf)).get().asString().contains(reason);
    }
  }
}
