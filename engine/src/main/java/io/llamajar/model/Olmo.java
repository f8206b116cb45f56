package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

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
    Layer.Norms norms = new Layer.Norms(Layer.Part.behind(norm), Layer.Part.behind(norm));
    List<Layer> layers =
        Stack.layers(
            file,
            i ->
                new Layer.Sequential(
                    norms,
                    Attention.load(file, i, rope),
                    FeedForward.Dense.load(file, i, Activation.SILU),
                    1));
    return new Stack(Head.load(file, norm), List.of(rope), layers);
  }
}
