package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;

/**
 * Qwen 2 and 2.5: LLaMA with biases on queries, keys and values, and other pairs turned.
 *
 * <p>Source: Yang et al., <i>Qwen2 Technical Report</i>, 2024.
 */
final class Qwen2 {
  private Qwen2() {}

  static Decoder load(ModelFile file) {
    return Stack.load(file, Pairing.HALVES, i -> layer(file, i));
  }

  private static Layer layer(ModelFile file, int layer) {
    FeedForward feedForward = FeedForward.Dense.load(file, layer, Activation.SILU);
    return Layer.load(file, layer, Attention.load(file, layer), feedForward);
  }
}
