package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Vector;

/**
 * gpt-oss: experts with biases, sinks that take part of the attention, and windows in every other
 * layer.
 *
 * <p>Source: OpenAI, <i>gpt-oss-120b and gpt-oss-20b Model Card</i>, 2025.
 */
final class GptOss {
  private GptOss() {}

  private static final int PATTERN = 2;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    Windows windows = Windows.load(file, PATTERN);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope, windows));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope, Windows windows) {
    AttentionSettings settings =
        AttentionSettings.of(file, layer).withRope(rope).withSight(windows.back(layer));
    Vector sinks =
        file.vector(
            "blk." + layer + ".attn_sinks.weight",
            file.positivePerLayer("attention.head_count", layer));
    settings = settings.withScoring(settings.scoring().withSinks(sinks));
    FeedForward feedForward =
        FeedForward.load(
            file,
            layer,
            Activation.CLAMPED_SILU,
            routing -> routing.withGating(Routing.Gating.SOFTMAX_OF_CHOSEN));
    return Layer.load(
        file, layer, Norm.Kind.RMS, Attention.load(file, layer, settings), feedForward);
  }
}
