package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * Arcee AFM: LLaMA whose feed-forward network squares what is positive, without gate.
 *
 * <p>Source: Arcee AI, <i>Arcee Foundation Models</i>, 2025; So et al., <i>Primer</i>, 2021.
 */
final class Arcee {
  private Arcee() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i ->
            Layer.load(
                file,
                i,
                Norm.Kind.RMS,
                Attention.load(file, i, rope),
                FeedForward.Dense.ungated(file, i, Activation.RELU_SQUARED)));
  }
}
