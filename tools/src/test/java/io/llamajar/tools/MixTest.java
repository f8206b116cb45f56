package io.llamajar.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.gguf.GgmlType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which type each tensor gets: what llama.cpp's quantiser writes for the real models. */
class MixTest {
  @Test
  void aMediumMixHasSixBitsInSomeLayers() {
    Shape shape = Shape.named("llama-1b"); // 16 layers: an eighth are 2
    List<Integer> finer =
        IntStream.range(0, shape.layers()).filter(i -> Mix.isFiner(i, 16)).boxed().toList();
    assertThat(finer).containsExactly(0, 1, 4, 7, 10, 13, 14, 15);
    for (int layer = 0; layer < shape.layers(); layer++) {
      GgmlType fine = finer.contains(layer) ? GgmlType.Q6_K : GgmlType.Q4_K;
      String block = "blk." + layer + ".";
      assertThat(type(shape, "Q4_K_M", block + "attn_v.weight")).isEqualTo(fine);
      assertThat(type(shape, "Q4_K_M", block + "ffn_down.weight")).isEqualTo(fine);
      assertThat(type(shape, "Q4_K_M", block + "attn_q.weight")).isEqualTo(GgmlType.Q4_K);
      assertThat(type(shape, "Q4_K_M", block + "ffn_up.weight")).isEqualTo(GgmlType.Q4_K);
      assertThat(type(shape, "Q4_K", block + "ffn_down.weight")).isEqualTo(GgmlType.Q4_K);
    }
    assertThat(type(shape, "Q5_K_M", "blk.0.attn_v.weight")).isEqualTo(GgmlType.Q6_K);
    assertThat(type(shape, "Q5_K_M", "blk.2.attn_v.weight")).isEqualTo(GgmlType.Q5_K);
  }

  @Test
  void theOutputHasSixBitsWhereverItIs() {
    Shape tied = Shape.named("llama-1b");
    Shape untied = Shape.named("llama-8b");
    assertThat(type(tied, "Q4_0", "token_embd.weight")).isEqualTo(GgmlType.Q6_K);
    assertThat(type(untied, "Q4_0", "token_embd.weight")).isEqualTo(GgmlType.Q4_0);
    assertThat(type(untied, "Q4_0", "output.weight")).isEqualTo(GgmlType.Q6_K);
    assertThat(type(untied, "Q8_0", "output.weight")).isEqualTo(GgmlType.Q8_0);
    assertThat(type(untied, "BF16", "output.weight")).isEqualTo(GgmlType.BF16);
  }

  @Test
  void rowsThatDoNotFitGetSmallerBlocks() {
    Shape shape = Shape.named("qwen2-0.5b"); // 896 columns are three blocks and a half
    assertThat(type(shape, "Q4_K_M", "blk.3.attn_q.weight")).isEqualTo(GgmlType.Q5_0);
    assertThat(type(shape, "Q5_K_M", "blk.3.attn_q.weight")).isEqualTo(GgmlType.Q5_1);
    assertThat(type(shape, "Q4_K_M", "token_embd.weight")).isEqualTo(GgmlType.Q8_0);
    assertThat(type(shape, "Q4_K_M", "blk.3.ffn_down.weight")).isEqualTo(GgmlType.Q4_K);
  }

  @Test
  void smallTensorsStayFloats() {
    Shape shape = Shape.named("moe-64x8");
    assertThat(type(shape, "Q4_K_M", "blk.0.ffn_gate_inp.weight")).isEqualTo(GgmlType.F32);
    assertThat(type(shape, "F16", "blk.0.attn_norm.weight")).isEqualTo(GgmlType.F32);
    assertThat(type(shape, "Q4_K_M", "blk.0.ffn_down_exps.weight")).isEqualTo(GgmlType.Q6_K);
  }

  private static GgmlType type(Shape shape, String mix, String name) {
    return Blueprint.of(shape).stream()
        .filter(tensor -> tensor.name().equals(name))
        .map(tensor -> Mix.named(mix).type(tensor, shape))
        .findFirst()
        .orElseThrow();
  }
}
