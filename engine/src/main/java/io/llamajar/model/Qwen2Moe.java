package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.function.UnaryOperator;

/**
 * Qwen 1.5 and 2 with experts, whose weights are not renormalised, beside a shared network.
 *
 * <p>Source: Yang et al., <i>Qwen2 Technical Report</i>, 2024; Muennighoff et al., <i>OLMoE</i>,
 * 2024.
 */
final class Qwen2Moe {
  private Qwen2Moe() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    FeedForward feedForward =
        FeedForward.load(file, layer, Activation.SILU, UnaryOperator.identity());
    return Layer.load(file, layer, Norm.Kind.RMS, Attention.load(file, layer, rope), feedForward);
  }
}
