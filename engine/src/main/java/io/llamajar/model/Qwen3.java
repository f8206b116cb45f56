package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * Qwen 3, with experts or without: LLaMA with other pairs turned, whose heads are normalised
 * before.
 *
 * <p>Source: Yang et al., <i>Qwen3 Technical Report</i>, 2025.
 */
final class Qwen3 {
  private Qwen3() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i -> {
          AttentionSettings settings =
              AttentionSettings.of(file, i).withRope(rope).withNormsFirst();
          return Llama.layer(file, i, Attention.load(file, i, settings));
        });
  }
}
