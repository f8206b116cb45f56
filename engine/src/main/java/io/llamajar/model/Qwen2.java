package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * Qwen 2 and 2.5, and others that are LLaMA with other pairs turned; biases come with a file.
 *
 * <p>Source: Yang et al., <i>Qwen2 Technical Report</i>, 2024.
 */
final class Qwen2 {
  private Qwen2() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> Llama.layer(file, i, rope));
  }
}
