package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.SelectiveScan;
import io.llamajar.ops.Arranging;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.util.List;
import java.util.Optional;

/**
 * PLaMo 2: attention and selective scans in turn, with norms around each part.
 *
 * <p>Source: Preferred Networks, <i>PLaMo 2 Technical Report</i>, 2025.
 */
final class Plamo2 {
  private Plamo2() {}

  private static final int SMALLEST_RANK = 64;
  private static final int RANK_OF_WIDTH = 16;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers = Stack.layers(file, i -> layer(file, i, rope));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(rope), layers);
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    Mixer mixer =
        Attention.isIn(file, layer)
            ? Attention.load(
                file, layer, AttentionSettings.of(file, layer).withRope(rope).withNormsFirst())
            : State.load(file, layer);
    return new Layer.Sequential(
        new Layer.Norms(
            part(file, layer, "attn_norm", "post_attention_norm"),
            part(file, layer, "ffn_norm", "post_ffw_norm")),
        mixer,
        FeedForward.Dense.load(file, layer, Activation.SILU),
        1);
  }

  private static Layer.Part part(ModelFile file, int layer, String before, String after) {
    int width = file.positive("embedding_length");
    String block = "blk." + layer + ".";
    Norm norm = Norm.load(file, Norm.Kind.RMS, block + before, width);
    // Those behind are named unlike all others.
    return new Layer.Part(
        Optional.of(norm), Optional.of(norm.withGain(file.vector(block + after, width))));
  }

  /**
   * A selective scan which its own convolved input drives, as in the first Mamba, but whose heads
   * have a pace, as in the second.
   */
  private record State(
      Projection both,
      CausalConvolution convolution,
      Weights writing,
      Weights reading,
      Weights rank,
      Norm writingNorm,
      Norm readingNorm,
      Norm rankNorm,
      Projection steps,
      SelectiveScan scan,
      Weights output)
      implements Mixer {

    static State load(ModelFile file, int layer) {
      int width = file.positive("embedding_length");
      int inner = file.positive("ssm.inner_size");
      int depth = file.positive("ssm.state_size");
      int heads = file.positive("ssm.time_step_rank");
      new SsmSizes(inner, depth, heads, 1).check(file);
      int ranks = Math.max(SMALLEST_RANK, width / RANK_OF_WIDTH);
      String block = "blk." + layer + ".ssm_";
      Weights driven = file.weights(block + "x.weight", 2 * depth + ranks, inner);
      Vector decays = file.vector(block + "a", heads);
      return new State(
          Projection.load(file, block + "in", 2 * inner, width),
          CausalConvolution.load(file, layer, "ssm_conv1d", SsmSizes.WINDOW, inner),
          driven.slice(0, depth),
          driven.slice(depth, depth),
          driven.slice(2 * depth, ranks),
          norm(file, block + "b_norm", depth),
          norm(file, block + "c_norm", depth),
          norm(file, block + "dt_norm", ranks),
          Projection.load(file, block + "dt", heads, ranks),
          new SelectiveScan(
              layer, heads, inner / heads, depth, 1, decays, file.vector(block + "d", heads)),
          file.weights(block + "out.weight", width, inner));
    }

    private static Norm norm(ModelFile file, String name, int width) {
      return Norm.plain(file, width).withGain(file.vector(name, width));
    }

    @Override
    public KvShape kv() {
      return KvShape.of(new StateShape(convolution.shape().window(), scan.memory()));
    }

    @Override
    public Tensor apply(Ops ops, Tensor x, Step step) {
      Arranging arranging = ops.arranging();
      Tensor joint = both.apply(ops, x); // of each head a gate and a value
      int run = scan.headWidth();
      Tensor g = arranging.part(joint, 2 * run, 0, run); // [tokens, inner]
      Tensor v = arranging.part(joint, 2 * run, run, run);
      v = convolution.apply(ops, v, step);
      ops.activate(Activation.SILU, v);
      int depth = scan.depth();
      Tensor b = ops.plan(writing, v); // [tokens, depth]
      Tensor c = ops.plan(reading, v); // [tokens, depth]
      Tensor r = ops.plan(rank, v); // [tokens, ranks]
      ops.multiplyAll();
      writingNorm.applyInPlace(ops, b);
      readingNorm.applyInPlace(ops, c);
      rankNorm.applyInPlace(ops, r);
      Tensor d = steps.apply(ops, r); // [tokens, heads]
      ops.recurrent().softplus(d);
      Tensor keys = arranging.join(b, depth, c, depth);
      Tensor all = arranging.join(v, scan.width(), keys, 2 * depth);
      Tensor y = ops.recurrent().scan(scan, all, d, step.batch()); // [tokens, inner]
      ops.gate(Activation.SILU, g, y);
      return ops.multiply(output, g);
    }
  }
}
