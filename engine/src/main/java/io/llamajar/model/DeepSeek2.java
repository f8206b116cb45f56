package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Scoring;
import io.llamajar.ops.Rope;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * DeepSeek V2, V3 and R1, and others of their shape: latent attention, and experts beside shared
 * ones behind dense layers.
 *
 * <p>Source: DeepSeek-AI, <i>DeepSeek-V2</i>, 2024; <i>DeepSeek-V3 Technical Report</i>, 2024.
 */
final class DeepSeek2 {
  private DeepSeek2() {}

  private static final String LOG_MULTIPLIER = "rope.scaling.yarn_log_multiplier";
  private static final float LARGEST = 1_000;

  static Decoder load(ModelFile file) {
    int turned = file.positive("rope.dimension_count");
    Rope rope = Ropes.load(file, Pairing.ADJACENT, turned);
    float multiplier = file.real(LOG_MULTIPLIER, 0, 0, LARGEST);
    float factor = file.real("rope.scaling.factor", 1, 1, LARGEST);
    double magnitude = file.real("rope.scaling.attn_factor", 1, 0, LARGEST);
    if (multiplier != 0) {
      rope = rope.withMagnitude(magnitude); // scores are enlarged instead, here by a tenth of it
    }
    double sharper = rope.magnitude() * Ropes.magnitude(factor, 10 * multiplier);
    LatentAttention.Widths widths = LatentAttention.Widths.of(file, 0);
    double scale = sharper * sharper / Math.sqrt(widths.still() + widths.turned());
    Rope turns = rope;
    return Stack.load(
        file,
        Norm.Kind.RMS,
        turns,
        i ->
            Layer.load(
                file,
                i,
                Norm.Kind.RMS,
                new LatentAttention(
                    file, i, Optional.of(turns), Scoring.by((float) scale), temperature(file)),
                FeedForward.load(file, i, Activation.SILU, UnaryOperator.identity())));
  }

  private static Optional<Temperature> temperature(ModelFile file) {
    float scale = file.real("attention.temperature_scale", 0, 0, LARGEST);
    return scale == 0
        ? Optional.empty()
        : Optional.of(new Temperature(scale, file.positions("attention.temperature_length"), 0));
  }
}
