package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * GLM-4: norms on both sides of each part, and half of each head turned.
 *
 * <p>Source: GLM Team, <i>ChatGLM: A Family of Large Language Models</i>, 2024.
 */
final class Glm4 {
  private Glm4() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    return new Layer.Sequential(
        Layer.Norms.around(file, layer, Norm.Kind.RMS),
        Attention.load(file, layer, rope),
        Llama.feedForward(file, layer),
        1);
  }
}
