package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;
import java.util.Optional;

/**
 * A mixture of experts beside one network that all tokens share.
 *
 * @param gate says how much of the shared network's result each token takes, where it does
 */
record SharedExperts(Experts experts, Dense shared, Optional<Weights> gate) implements FeedForward {

  /** Experts, and the shared network beside them if the file has one. */
  static FeedForward load(ModelFile file, int layer, Experts experts, Activation activation) {
    String block = "blk." + layer + ".ffn_";
    String shared = block + "%s_shexp";
    if (!file.has(shared.formatted("up") + ".weight")) {
      return experts;
    }
    int inner = file.rows(shared.formatted("up") + ".weight");
    String gate = block + "gate_inp_shexp.weight";
    return new SharedExperts(
        experts,
        Dense.load(file, shared, inner, activation),
        file.has(gate)
            ? Optional.of(file.weights(gate, 1, file.positive("embedding_length")))
            : Optional.empty());
  }

  @Override
  public Tensor apply(Ops ops, Tensor x) {
    Tensor y = experts.apply(ops, x);
    Tensor z = shared.apply(ops, x);
    if (gate.isPresent()) {
      Tensor weight = ops.multiply(gate.get(), x); // [tokens, 1]
      ops.activate(Activation.SIGMOID, weight);
      ops.scaleRows(z, weight);
    }
    ops.add(y, z);
    return y;
  }
}
