package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.function.UnaryOperator;

/**
 * OLMoE: experts whose weights are not renormalised, and norms over all queries and all keys.
 *
 * <p>Source: Muennighoff et al., <i>OLMoE</i>, 2024.
 */
final class Olmoe {
  private Olmoe() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i -> {
          AttentionSettings settings =
              AttentionSettings.of(file, i).withRope(rope).withNormsFirst();
          FeedForward feedForward =
              FeedForward.load(file, i, Activation.SILU, UnaryOperator.identity());
          return Layer.load(file, i, Norm.Kind.RMS, Attention.load(file, i, settings), feedForward);
        });
  }
}
