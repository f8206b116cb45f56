package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.DeltaRule;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;

/**
 * A gated delta net: a short convolution of queries, keys and values, the delta rule, and a gated
 * norm of each head.
 *
 * <p>Source: Yang et al., <i>Gated Delta Networks</i>, 2024.
 */
final class DeltaNet implements Mixer {
  /** Gives the logarithm of what stays before its bias, and what becomes shares by a sigmoid. */
  private sealed interface Gates {
    /** Both from one matrix: for each key head the shares of its value heads, then the decays. */
    record Joint(Weights both, int run) implements Gates {}

    /** A matrix each. */
    record Separate(Weights shares, Weights decays) implements Gates {}
  }

  private final Weights mixed; // queries, keys, values
  private final Weights gate;
  private final Gates gates;
  private final CausalConvolution convolution;
  private final Vector decayBias;
  private final Vector paces; // of heads, negative
  private final DeltaRule rule;
  private final Norm norm;
  private final Weights output;

  private DeltaNet(ModelFile file, int layer, SsmSizes sizes, DeltaRule.Sharing sharing) {
    int width = file.positive("embedding_length");
    int channels = 2 * sizes.keys() + sizes.inner();
    String block = "blk." + layer + ".";
    mixed = file.weights(block + "attn_qkv.weight", channels, width);
    gate = file.weights(block + "attn_gate.weight", sizes.inner(), width);
    gates = gates(file, block + "ssm_", sizes, width);
    convolution = CausalConvolution.load(file, layer, "ssm_conv1d", sizes.window(), channels);
    decayBias = file.vector(block + "ssm_dt.bias", sizes.heads());
    paces = file.vector(block + "ssm_a", sizes.heads());
    norm = Norm.load(file, Norm.Kind.RMS, block + "ssm_norm", sizes.headWidth());
    rule =
        new DeltaRule(
            layer,
            sizes.heads(),
            sizes.groups(),
            sizes.depth(),
            sizes.headWidth(),
            sharing,
            norm.epsilon());
    output = file.weights(block + "ssm_out.weight", width, sizes.inner());
  }

  private static Gates gates(ModelFile file, String names, SsmSizes sizes, int width) {
    int heads = sizes.heads();
    if (file.has(names + "ba.weight")) {
      Weights both = file.weights(names + "ba.weight", 2 * heads, width);
      return new Gates.Joint(both, heads / sizes.groups());
    }
    return new Gates.Separate(
        file.weights(names + "beta.weight", heads, width),
        file.weights(names + "alpha.weight", heads, width));
  }

  static DeltaNet load(ModelFile file, int layer, DeltaRule.Sharing sharing) {
    return new DeltaNet(file, layer, SsmSizes.load(file), sharing);
  }

  @Override
  public KvShape kv() {
    return KvShape.of(new StateShape(convolution.shape().window(), rule.memory()));
  }

  @Override
  public Tensor apply(Ops ops, Tensor x, Step step) {
    Tensor m = ops.plan(mixed, x); // [tokens, 2 * keys + inner]
    Tensor g = ops.plan(gate, x); // [tokens, inner]
    Tensor shares; // [tokens, heads]
    Tensor decays; // [tokens, heads]
    switch (gates) {
      case Gates.Separate separate -> {
        shares = ops.plan(separate.shares, x);
        decays = ops.plan(separate.decays, x);
        ops.multiplyAll();
      }
      case Gates.Joint joint -> {
        Tensor both = ops.plan(joint.both, x); // [tokens, 2 * heads]
        ops.multiplyAll();
        shares = ops.arranging().part(both, 2 * joint.run, 0, joint.run);
        decays = ops.arranging().part(both, 2 * joint.run, joint.run, joint.run);
      }
    }
    ops.activate(Activation.SIGMOID, shares);
    ops.addBias(decays, decayBias);
    ops.recurrent().softplus(decays);
    ops.recurrent().scaleColumns(decays, paces);
    m = convolution.apply(ops, m, step);
    ops.activate(Activation.SILU, m);
    Tensor y = ops.recurrent().correct(rule, m, decays, shares, step.batch()); // [tokens, inner]
    norm.applyInPlace(ops, y);
    ops.gate(Activation.SILU, g, y);
    return ops.multiply(output, g);
  }
}
