package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;

/**
 * The feed-forward part of a layer: {@code [tokens, width]} in and out.
 *
 * <p>Source: Shazeer, <i>GLU Variants Improve Transformer</i>, 2020.
 */
sealed interface FeedForward permits FeedForward.Dense, Experts {
  Tensor apply(Ops ops, Tensor x);

  /** {@code down(activation(gate(x)) * up(x))}. */
  record Dense(Activation activation, Projection gate, Projection up, Projection down)
      implements FeedForward {

    static Dense load(ModelFile file, int layer, Activation activation) {
      String block = "blk." + layer + ".";
      int width = file.positive("embedding_length");
      int inner = file.positivePerLayer("feed_forward_length", layer);
      return new Dense(
          activation,
          Projection.load(file, block + "ffn_gate", inner, width),
          Projection.load(file, block + "ffn_up", inner, width),
          Projection.load(file, block + "ffn_down", width, inner));
    }

    @Override
    public Tensor apply(Ops ops, Tensor x) {
      Tensor g = gate.plan(ops, x); // [tokens, inner]
      Tensor u = up.plan(ops, x); // [tokens, inner]
      ops.multiplyAll();
      gate.addBias(ops, g);
      up.addBias(ops, u);
      ops.gate(activation, g, u);
      return down.apply(ops, g);
    }
  }
}
