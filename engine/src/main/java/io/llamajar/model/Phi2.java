package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * Phi 1 to 2: attention and feed-forward network side by side behind one layer norm.
 *
 * <p>Source: Javaheripi et al., <i>Phi-2: The surprising power of small language models</i>, 2023.
 */
final class Phi2 {
  private Phi2() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(
        file,
        Norm.Kind.LAYER,
        rope,
        i ->
            Layer.Parallel.load(
                file,
                i,
                Norm.Kind.LAYER,
                Attention.load(file, i, rope),
                FeedForward.Dense.ungated(file, i, Activation.GELU)));
  }
}
