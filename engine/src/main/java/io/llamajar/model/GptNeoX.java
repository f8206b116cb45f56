package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * GPT-NeoX and Pythia: attention and feed-forward network side by side, each behind a norm of its
 * own; in some files one after the other.
 *
 * <p>Source: Black et al., <i>GPT-NeoX-20B</i>, 2022.
 */
final class GptNeoX {
  private GptNeoX() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    boolean parallel = file.metadata().flag(file.key("use_parallel_residual"), true);
    return Stack.load(
        file,
        Norm.Kind.LAYER,
        rope,
        i -> {
          Attention attention = Attention.load(file, i, rope);
          FeedForward feedForward = FeedForward.Dense.ungated(file, i, Activation.GELU);
          return parallel
              ? Layer.Parallel.load(file, i, Norm.Kind.LAYER, attention, feedForward)
              : Layer.load(file, i, Norm.Kind.LAYER, attention, feedForward);
        });
  }
}
