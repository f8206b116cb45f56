package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * PLaMo 1: attention and feed-forward network side by side behind one norm.
 *
 * <p>Source: Preferred Networks, <i>PLaMo-13B</i>, 2023.
 */
final class Plamo {
  private Plamo() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i ->
            Layer.Parallel.load(
                file,
                i,
                Norm.Kind.RMS,
                Attention.load(file, i, rope),
                FeedForward.Dense.load(file, i, Activation.SILU)));
  }
}
