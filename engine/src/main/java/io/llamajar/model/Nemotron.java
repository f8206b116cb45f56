package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * Nemotron 3 and 4: layer norms, and feed-forward networks without gates that square what is above
 * zero.
 *
 * <p>Source: Parmar et al., <i>Nemotron-4 15B Technical Report</i>, 2024.
 */
final class Nemotron {
  private Nemotron() {}

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
                FeedForward.Dense.ungated(file, i, Activation.RELU_SQUARED)));
  }
}
