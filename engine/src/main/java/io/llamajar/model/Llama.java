package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Rope;

/**
 * LLaMA 1 to 3, Mistral, Mixtral and the many models of their shape.
 *
 * <p>Source: Touvron et al., <i>LLaMA</i>, 2023; Jiang et al., <i>Mixtral of Experts</i>, 2024.
 */
final class Llama {
  private Llama() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope));
  }

  /** A layer as in these models, with experts where the file has them. */
  static Layer.Sequential layer(ModelFile file, int layer, Rope rope) {
    return layer(file, layer, Attention.load(file, layer, rope));
  }

  /** The same around an attention of its own. */
  static Layer.Sequential layer(ModelFile file, int layer, Mixer mixer) {
    return Layer.load(file, layer, Norm.Kind.RMS, mixer, feedForward(file, layer));
  }

  /** A feed-forward network as in these models. */
  static FeedForward feedForward(ModelFile file, int layer) {
    return FeedForward.load(file, layer, Activation.SILU, Routing::withRenormalization);
  }
}
