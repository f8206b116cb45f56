package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Rope;

/**
 * GLM 4.5 to 4.7: experts chosen by sigmoids with a bias, beside a shared one, behind dense layers.
 *
 * <p>Source: GLM-4.5 Team, <i>GLM-4.5: Agentic, Reasoning, and Coding Foundation Models</i>, 2025.
 */
final class Glm4Moe {
  private Glm4Moe() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope));
  }

  /** The larger models normalise heads. */
  private static Layer layer(ModelFile file, int layer, Rope rope) {
    AttentionSettings settings = AttentionSettings.of(file, layer).withRope(rope);
    if (file.has("blk." + layer + ".attn_q_norm.weight")) {
      settings = settings.withNormsFirst();
    }
    FeedForward feedForward =
        FeedForward.load(
            file, layer, Activation.SILU, routing -> routing.withGating(Routing.Gating.SIGMOID));
    return Layer.load(
        file, layer, Norm.Kind.RMS, Attention.load(file, layer, settings), feedForward);
  }
}
