package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Qwen 1.5 and 2 with experts, beside a network that all tokens share in part.
 *
 * <p>Source: Yang et al., <i>Qwen2 Technical Report</i>, 2024.
 */
final class Qwen2Moe {
  private Qwen2Moe() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers = Stack.layers(file, i -> layer(file, i, rope));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(rope), layers);
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    Experts experts = Experts.load(file, layer, Activation.SILU, Experts.routing(file, layer));
    return Layer.load(
        file,
        layer,
        Norm.Kind.RMS,
        Attention.load(file, layer, rope),
        SharedExperts.load(file, layer, experts, Activation.SILU));
  }
}
