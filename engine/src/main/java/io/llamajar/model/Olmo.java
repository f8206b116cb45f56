package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;
import java.util.Optional;

/**
 * OLMo 1: layer norms without weights; queries, keys and values may be clamped.
 *
 * <p>Source: Groeneveld et al., <i>OLMo: Accelerating the Science of Language Models</i>, 2024.
 */
final class Olmo {
  private Olmo() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    Norm norm = Norm.plainLayer(file, file.positive("embedding_length"));
    Layer.Part part = new Layer.Part(Optional.of(norm), Optional.empty());
    List<Layer> layers =
        Stack.layers(
            file,
            i ->
                new Layer.Sequential(
                    part,
                    Attention.load(file, i, rope),
                    part,
                    FeedForward.Dense.load(file, i, Activation.SILU),
                    1));
    return new Stack(Head.load(file, norm), List.of(rope), layers);
  }
}
