package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

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
    List<Layer> layers =
        Stack.layers(
            file,
            i ->
                Layer.load(
                    file,
                    i,
                    Norm.Kind.LAYER,
                    Attention.load(file, i, rope),
                    FeedForward.Dense.ungated(file, i, Activation.RELU_SQUARED)));
    return new Stack(Head.load(file, Norm.Kind.LAYER), List.of(rope), layers);
  }
}
