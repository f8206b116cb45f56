package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * PLM: latent attention, and feed-forward networks without gates that square what is above zero.
 *
 * <p>Source: Deng et al., <i>PLM: Efficient Peripheral Language Models</i>, 2025.
 */
final class Plm {
  private Plm() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT, file.positive("rope.dimension_count"));
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i ->
            Layer.load(
                file,
                i,
                Norm.Kind.RMS,
                MiniCpm3.attention(file, i, rope),
                FeedForward.Dense.ungated(file, i, Activation.RELU_SQUARED)));
  }
}
