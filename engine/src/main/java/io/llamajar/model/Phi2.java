package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Phi 1 to 2: attention and feed-forward network side by side behind one layer norm.
 *
 * <p>Source: Javaheripi et al., <i>Phi-2: The surprising power of small language models</i>, 2023.
 */
final class Phi2 {
  private Phi2() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers =
        Stack.layers(
            file,
            i ->
                Layer.Parallel.load(
                    file,
                    i,
                    Norm.Kind.LAYER,
                    Attention.load(file, i, rope),
                    FeedForward.Dense.ungated(file, i, Activation.GELU)));
    return new Stack(Head.load(file, Norm.Kind.LAYER), List.of(rope), layers);
  }
}
