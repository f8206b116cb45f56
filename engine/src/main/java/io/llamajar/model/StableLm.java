package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * StableLM 2: LLaMA with layer norms; some turn only a part of each head, some share a norm.
 *
 * <p>Source: Bellagente et al., <i>Stable LM 2 1.6B Technical Report</i>, 2024.
 */
final class StableLm {
  private StableLm() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(file, Norm.Kind.LAYER, rope, i -> layer(file, i, rope));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    Attention attention = Attention.load(file, layer, rope);
    FeedForward feedForward = FeedForward.Dense.load(file, layer, Activation.SILU);
    return file.has("blk." + layer + ".ffn_norm.weight")
        ? Layer.load(file, layer, Norm.Kind.LAYER, attention, feedForward)
        : Layer.Parallel.load(file, layer, Norm.Kind.LAYER, attention, feedForward);
  }
}
