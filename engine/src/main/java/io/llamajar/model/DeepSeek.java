package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.function.UnaryOperator;

/**
 * DeepSeek 1 and Ling 1: experts beside a shared network behind dense layers.
 *
 * <p>Source: Dai et al., <i>DeepSeekMoE</i>, 2024; Ling Team, <i>Every FLOP Counts</i>, 2025.
 */
final class DeepSeek {
  private DeepSeek() {}

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
                FeedForward.load(file, i, Activation.SILU, UnaryOperator.identity())));
  }
}
