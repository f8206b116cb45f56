package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * StarCoder 2: layer norms and biases everywhere, and a feed-forward network without gate.
 *
 * <p>Source: Lozhkov et al., <i>StarCoder 2 and The Stack v2</i>, 2024.
 */
final class StarCoder2 {
  private StarCoder2() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(
        file,
        Norm.Kind.LAYER,
        rope,
        i ->
            Layer.load(
                file,
                i,
                Norm.Kind.LAYER,
                Attention.load(file, i, rope),
                FeedForward.Dense.ungated(file, i, Activation.GELU)));
  }
}
