package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * Qwen 1: LLaMA with other pairs turned; files count gates and what they gate together.
 *
 * <p>Source: Bai et al., <i>Qwen Technical Report</i>, 2023.
 */
final class Qwen {
  private Qwen() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    int inner = Math.max(1, file.positive("feed_forward_length") / 2);
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
                FeedForward.Dense.load(file, "blk." + i + ".ffn_%s", inner, Activation.SILU)));
  }
}
