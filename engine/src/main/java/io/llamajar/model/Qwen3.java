package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;

/**
 * Qwen 3: each head's query and key are normalised before they are turned.
 *
 * <p>Source: Yang et al., <i>Qwen3 Technical Report</i>, 2025.
 */
final class Qwen3 {
  private Qwen3() {}

  static Decoder load(ModelFile file) {
    return Stack.load(file, Pairing.HALVES, i -> layer(file, i));
  }

  private static Layer layer(ModelFile file, int layer) {
    AttentionSettings settings =
        AttentionSettings.of(file, Attention.kvShape(file, layer)).withHeadNorms();
    Attention attention = Attention.load(file, layer, settings);
    FeedForward feedForward = FeedForward.Dense.load(file, layer, Activation.SILU);
    return Layer.load(file, layer, attention, feedForward);
  }
}
