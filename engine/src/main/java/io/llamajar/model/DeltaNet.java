package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.DeltaRule;
import io.llamajar.ops.Arranging;
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
  /** What a layer makes of its input. */
  private record Inputs(Tensor mixed, Tensor gate, Tensor shares, Tensor decays) {}

  /** How a layer's projections lie in a file. */
  private sealed interface Projections {
    Inputs apply(Ops ops, Tensor x, DeltaRule rule);
  }

  /** A matrix each. */
  private record Separate(Weights mixed, Weights gate, Weights shares, Weights decays)
      implements Projections {
    @Override
    public Inputs apply(Ops ops, Tensor x, DeltaRule rule) {
      Inputs inputs =
          new Inputs(
              ops.plan(mixed, x), ops.plan(gate, x), ops.plan(shares, x), ops.plan(decays, x));
      ops.multiplyAll();
      return inputs;
    }
  }

  /** Shares and decays from one matrix: for each key head those of its value heads. */
  private record Paired(Weights mixed, Weights gate, Weights pairs) implements Projections {
    @Override
    public Inputs apply(Ops ops, Tensor x, DeltaRule rule) {
      Tensor m = ops.plan(mixed, x);
      Tensor g = ops.plan(gate, x);
      Tensor both = ops.plan(pairs, x);
      ops.multiplyAll();
      int run = rule.heads() / rule.keyHeads();
      return new Inputs(
          m,
          g,
          ops.arranging().part(both, 2 * run, 0, run),
          ops.arranging().part(both, 2 * run, run, run));
    }
  }

  /** As in the first files: also queries, keys, values and gates from one, by key head. */
  private record Joint(Weights all, Weights pairs) implements Projections {
    @Override
    public Inputs apply(Ops ops, Tensor x, DeltaRule rule) {
      Tensor joint = ops.plan(all, x);
      Tensor both = ops.plan(pairs, x);
      ops.multiplyAll();
      Arranging arranging = ops.arranging();
      int run = rule.heads() / rule.keyHeads();
      int key = rule.keyWidth();
      int values = run * rule.valueWidth();
      int width = 2 * (key + values);
      Tensor q = arranging.part(joint, width, 0, key);
      Tensor k = arranging.part(joint, width, key, key);
      Tensor v = arranging.part(joint, width, 2 * key, values);
      Tensor g = arranging.part(joint, width, 2 * key + values, values);
      Tensor keys = arranging.join(q, rule.keys(), k, rule.keys());
      return new Inputs(
          arranging.join(keys, 2 * rule.keys(), v, rule.values()),
          g,
          arranging.part(both, 2 * run, 0, run),
          arranging.part(both, 2 * run, run, run));
    }
  }

  private final Projections projections;
  private final CausalConvolution convolution;
  private final Vector decayBias;
  private final Vector paces; // of heads, negative
  private final DeltaRule rule;
  private final Norm norm;
  private final Weights output;

  private DeltaNet(ModelFile file, int layer, DeltaRule.Sharing sharing, Projections projections) {
    this.projections = projections;
    SsmSizes sizes = SsmSizes.load(file);
    int channels = 2 * sizes.keys() + sizes.inner();
    String block = "blk." + layer + ".ssm_";
    convolution = CausalConvolution.load(file, layer, "ssm_conv1d", SsmSizes.WINDOW, channels);
    decayBias = file.vector(block + "dt.bias", sizes.heads());
    paces = file.vector(block + "a", sizes.heads());
    norm = Norm.load(file, Norm.Kind.RMS, block + "norm", sizes.headWidth());
    rule =
        new DeltaRule(
            layer,
            sizes.heads(),
            sizes.groups(),
            sizes.depth(),
            sizes.headWidth(),
            sharing,
            norm.epsilon());
    output = file.weights(block + "out.weight", file.positive("embedding_length"), sizes.inner());
  }

  /** One whose value heads share key heads in runs, and have their gates from one matrix. */
  static DeltaNet joint(ModelFile file, int layer) {
    SsmSizes sizes = SsmSizes.load(file);
    int width = file.positive("embedding_length");
    String block = "blk." + layer + ".";
    int all = 2 * (sizes.keys() + sizes.inner());
    Weights pairs = file.weights(block + "ssm_ba.weight", 2 * sizes.heads(), width);
    Projections projections =
        file.has(block + "ssm_in.weight")
            ? new Joint(file.weights(block + "ssm_in.weight", all, width), pairs)
            : new Paired(
                file.weights(block + "attn_qkv.weight", all - sizes.inner(), width),
                file.weights(block + "attn_gate.weight", sizes.inner(), width),
                pairs);
    return new DeltaNet(file, layer, DeltaRule.Sharing.RUNS, projections);
  }

  /** One whose value heads share key heads in turn, and have a matrix for each purpose. */
  static DeltaNet separate(ModelFile file, int layer) {
    SsmSizes sizes = SsmSizes.load(file);
    int width = file.positive("embedding_length");
    String block = "blk." + layer + ".";
    Projections projections =
        new Separate(
            file.weights(block + "attn_qkv.weight", 2 * sizes.keys() + sizes.inner(), width),
            file.weights(block + "attn_gate.weight", sizes.inner(), width),
            file.weights(block + "ssm_beta.weight", sizes.heads(), width),
            file.weights(block + "ssm_alpha.weight", sizes.heads(), width));
    return new DeltaNet(file, layer, DeltaRule.Sharing.ROUND, projections);
  }

  @Override
  public KvShape kv() {
    return KvShape.of(new StateShape(convolution.shape().window(), rule.memory()));
  }

  @Override
  public Tensor apply(Ops ops, Tensor x, Step step) {
    Inputs inputs = projections.apply(ops, x, rule);
    Tensor shares = inputs.shares; // [tokens, heads]
    ops.activate(Activation.SIGMOID, shares);
    Tensor decays = inputs.decays; // [tokens, heads]
    ops.addBias(decays, decayBias);
    ops.recurrent().softplus(decays);
    ops.specials().scaleColumns(decays, paces);
    Tensor m = convolution.apply(ops, inputs.mixed, step); // [tokens, 2 * keys + values]
    ops.activate(Activation.SILU, m);
    Tensor y = ops.recurrent().correct(rule, m, decays, shares, step.batch()); // [tokens, values]
    norm.applyInPlace(ops, y);
    ops.gate(Activation.SILU, inputs.gate, y);
    return ops.multiply(output, inputs.gate);
  }
}
