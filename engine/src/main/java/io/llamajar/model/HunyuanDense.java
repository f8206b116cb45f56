package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * Hunyuan dense: heads are normalised after they are turned.
 *
 * <p>Source: Tencent, <i>Hunyuan dense models</i>, 2025.
 */
final class HunyuanDense {
  private HunyuanDense() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i -> {
          AttentionSettings settings = AttentionSettings.of(file, i).withRope(rope).withNormsLast();
          return Llama.layer(file, i, Attention.load(file, i, settings));
        });
  }
}
