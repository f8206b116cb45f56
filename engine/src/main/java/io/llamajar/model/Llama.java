package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;

/**
 * LLaMA 1 to 3, Mistral, Mixtral and the many models of their shape.
 *
 * <p>Source: Touvron et al., <i>LLaMA</i>, 2023; Jiang et al., <i>Mixtral of Experts</i>, 2024.
 */
final class Llama {
  private Llama() {}

  static Decoder load(ModelFile file) {
    return Stack.load(file, Pairing.ADJACENT, i -> layer(file, i));
  }

  private static Layer layer(ModelFile file, int layer) {
    FeedForward feedForward =
        Experts.isIn(file, layer)
            ? Experts.load(file, layer, Activation.SILU)
            : FeedForward.Dense.load(file, layer, Activation.SILU);
    return Layer.load(file, layer, Attention.load(file, layer), feedForward);
  }
}
