package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * Phi 3 and 4: LLaMA with other pairs turned, whose projections are side by side in few matrices.
 *
 * <p>Source: Abdin et al., <i>Phi-3 Technical Report</i>, 2024.
 */
final class Phi3 {
  private Phi3() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> Llama.layer(file, i, rope));
  }
}
