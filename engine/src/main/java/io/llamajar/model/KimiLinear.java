package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.DeltaRule;
import io.llamajar.kernel.Routing;
import io.llamajar.kernel.Scoring;
import io.llamajar.ops.Arranging;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.util.List;
import java.util.Optional;

/**
 * Kimi Linear: delta nets in which each value of a key fades at a pace of its own, and latent
 * attention that knows no positions in some layers; experts beside a shared one behind dense
 * layers.
 *
 * <p>Source: Kimi Team, <i>Kimi Linear: An Expressive, Efficient Attention Architecture</i>, 2025.
 */
final class KimiLinear {
  private KimiLinear() {}

  static Decoder load(ModelFile file) {
    List<Layer> layers =
        Stack.layers(
            file,
            i ->
                Layer.load(
                    file,
                    i,
                    Norm.Kind.RMS,
                    Attention.isIn(file, i) ? attention(file, i) : DeltaAttention.load(file, i),
                    FeedForward.load(file, i, Activation.SILU, Routing::withRenormalization)));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(), layers);
  }

  private static Mixer attention(ModelFile file, int layer) {
    LatentAttention.Widths widths = LatentAttention.Widths.of(file, layer);
    Scoring scoring = Scoring.by((float) (1 / Math.sqrt(widths.still() + widths.turned())));
    return new LatentAttention(file, layer, Optional.empty(), scoring, Optional.empty());
  }

  /**
   * A delta net with a decay for each value of a key.
   *
   * @param decays leads to them through few values, as do gates
   * @param paces of all values of keys, negative
   */
  private record DeltaAttention(
      Projection query,
      Projection key,
      Projection value,
      CausalConvolution convolution,
      Narrowed decays,
      Vector decayBias,
      Vector paces,
      Projection shares,
      DeltaRule rule,
      Narrowed gates,
      Norm norm,
      Projection output)
      implements Mixer {

    private static final List<String> CONVOLUTIONS =
        List.of("ssm_conv1d_q", "ssm_conv1d_k", "ssm_conv1d_v");

    static DeltaAttention load(ModelFile file, int layer) {
      int width = file.positive("embedding_length");
      int heads = file.positive("attention.head_count");
      int each = file.positive("kda.head_dim");
      int inner = file.width("kda.head_dim", heads, each);
      new SsmSizes(inner, each, heads, heads).check(file);
      String block = "blk." + layer + ".";
      Vector told = file.values(block + "ssm_a", heads, 1);
      float[] paces = new float[inner];
      for (int i = 0; i < inner; i++) {
        paces[i] = told.at(i / each);
      }
      Norm norm = Norm.load(file, Norm.Kind.RMS, block + "ssm_norm", each);
      return new DeltaAttention(
          Projection.load(file, block + "attn_q", inner, width),
          Projection.load(file, block + "attn_k", inner, width),
          Projection.load(file, block + "attn_v", inner, width),
          CausalConvolution.joint(file, layer, CONVOLUTIONS, SsmSizes.WINDOW, inner),
          Narrowed.load(file, block + "ssm_f_%s", inner, each),
          file.vector(block + "ssm_dt.bias", inner),
          Vector.of(paces),
          Projection.load(file, block + "ssm_beta", heads, width),
          new DeltaRule(layer, heads, heads, each, each, DeltaRule.Sharing.RUNS, norm.epsilon()),
          Narrowed.load(file, block + "ssm_g_%s", inner, each),
          norm,
          Projection.load(file, block + "attn_output", width, inner));
    }

    @Override
    public KvShape kv() {
      return KvShape.of(new StateShape(convolution.shape().window(), rule.memory()));
    }

    @Override
    public Tensor apply(Ops ops, Tensor x, Step step) {
      Arranging arranging = ops.arranging();
      Tensor q = query.plan(ops, x); // [tokens, inner]
      Tensor k = key.plan(ops, x);
      Tensor v = value.plan(ops, x);
      Tensor s = shares.plan(ops, x); // [tokens, heads]
      ops.multiplyAll();
      Tensor keys = arranging.join(q, rule.keys(), k, rule.keys());
      Tensor m = arranging.join(keys, 2 * rule.keys(), v, rule.values());
      m = convolution.apply(ops, m, step);
      ops.activate(Activation.SILU, m);
      ops.activate(Activation.SIGMOID, s);
      Tensor d = decays.apply(ops, x); // [tokens, inner]
      ops.addBias(d, decayBias);
      ops.recurrent().softplus(d);
      ops.specials().scaleColumns(d, paces);
      Tensor y = ops.recurrent().correct(rule, m, d, s, step.batch()); // [tokens, inner]
      norm.applyInPlace(ops, y);
      Tensor g = gates.apply(ops, x);
      ops.gate(Activation.SIGMOID, g, y);
      return output.apply(ops, g);
    }
  }

  /** A projection by way of few values. */
  private record Narrowed(Projection down, Projection up) {
    static Narrowed load(ModelFile file, String names, int rows, int narrow) {
      int width = file.positive("embedding_length");
      return new Narrowed(
          Projection.load(file, names.formatted("a"), narrow, width),
          Projection.load(file, names.formatted("b"), rows, narrow));
    }

    Tensor apply(Ops ops, Tensor x) {
      return up.apply(ops, down.apply(ops, x));
    }
  }
}
