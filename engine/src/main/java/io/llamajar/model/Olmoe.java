package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * OLMoE: experts whose weights are not renormalised, and norms over all queries and all keys.
 *
 * <p>Source: Muennighoff et al., <i>OLMoE</i>, 2024.
 */
final class Olmoe {
  private Olmoe() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers = Stack.layers(file, i -> layer(file, i, rope));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(rope), layers);
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    Experts experts = Experts.load(file, layer, Activation.SILU, Experts.routing(file, layer));
    return Layer.load(file, layer, Norm.Kind.RMS, Attention.load(file, layer, rope), experts);
  }
}
