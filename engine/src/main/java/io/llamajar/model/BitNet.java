package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Tensor;

/**
 * BitNet b1.58: LLaMA with a further norm before the last matrix of each part.
 *
 * <p>Source: Ma et al., <i>The Era of 1-bit LLMs</i>, 2024.
 */
final class BitNet {
  private BitNet() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    Norm attended =
        Norm.load(
            file,
            Norm.Kind.RMS,
            "blk." + layer + ".attn_sub_norm",
            file.positive("embedding_length"));
    AttentionSettings settings =
        AttentionSettings.of(file, layer).withRope(rope).withNormBehind(attended);
    return Layer.load(
        file,
        layer,
        Norm.Kind.RMS,
        Attention.load(file, layer, settings),
        Network.load(file, layer));
  }

  /** A feed-forward network with a norm of what was gated. */
  record Network(FeedForward.Dense dense, Norm norm) implements FeedForward {
    static Network load(ModelFile file, int layer) {
      int inner = file.positivePerLayer("feed_forward_length", layer);
      return new Network(
          FeedForward.Dense.load(file, layer, Activation.SILU),
          Norm.load(file, Norm.Kind.RMS, "blk." + layer + ".ffn_sub_norm", inner));
    }

    @Override
    public Tensor apply(Ops ops, Tensor x) {
      Tensor inner = dense.inner(ops, x);
      norm.applyInPlace(ops, inner);
      return dense.down().apply(ops, inner);
    }
  }
}
