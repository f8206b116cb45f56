package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * Ministral 3: LLaMA, stretched by YaRN, with attention that is sharpened far into a text.
 *
 * <p>Source: Mistral AI, <i>Ministral 3</i>, 2026.
 */
final class Mistral3 {
  private Mistral3() {}

  private static final float LARGEST_SCALE = 1_000;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    float scale = file.real("attention.temperature_scale", 0, 0, LARGEST_SCALE);
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i -> {
          AttentionSettings settings = AttentionSettings.of(file, i).withRope(rope);
          if (scale != 0) {
            int length = file.positions("rope.scaling.original_context_length");
            settings = settings.withTemperature(new Temperature(scale, length, 0));
          }
          return Llama.layer(file, i, Attention.load(file, i, settings));
        });
  }
}
