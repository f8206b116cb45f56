package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.SelectiveScan;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.util.Optional;

/**
 * The mixer of the first Mamba: a selective scan whose channels all have a pace of their own, and
 * which its own convolved input drives.
 *
 * <p>Source: Gu and Dao, <i>Mamba</i>, 2023.
 */
final class SelectiveChannels implements Mixer {
  private final Weights value;
  private final Weights gate;
  private final CausalConvolution convolution;
  private final Weights rank; // of the steps
  private final Weights writing;
  private final Weights reading;
  private final Optional<Norm> rankNorm;
  private final Optional<Norm> writingNorm;
  private final Optional<Norm> readingNorm;
  private final Projection steps;
  private final SelectiveScan scan;
  private final Weights output;

  private SelectiveChannels(ModelFile file, int layer, SsmSizes sizes) {
    int width = file.positive("embedding_length");
    int inner = sizes.inner();
    int depth = sizes.depth();
    int ranks = file.positive("ssm.time_step_rank");
    String block = "blk." + layer + ".ssm_";
    Weights both = file.weights(block + "in.weight", 2 * inner, width);
    value = both.slice(0, inner);
    gate = both.slice(inner, inner);
    convolution = CausalConvolution.load(file, layer, "ssm_conv1d", SsmSizes.WINDOW, inner);
    Weights driven = file.weights(block + "x.weight", ranks + 2 * depth, inner);
    rank = driven.slice(0, ranks);
    writing = driven.slice(ranks, depth);
    reading = driven.slice(ranks + depth, depth);
    rankNorm = norm(file, block + "dt_norm", ranks);
    writingNorm = norm(file, block + "b_norm", depth);
    readingNorm = norm(file, block + "c_norm", depth);
    steps = Projection.load(file, block + "dt", inner, ranks);
    scan =
        new SelectiveScan(
            layer,
            inner,
            1,
            depth,
            1,
            paces(file.values(block + "a", inner, depth), inner, depth),
            file.vector(block + "d", inner));
    output = file.weights(block + "out.weight", width, inner);
  }

  /** The file has those of a channel one after another. */
  private static Vector paces(Vector channels, int inner, int depth) {
    float[] paces = new float[inner * depth];
    for (int channel = 0; channel < inner; channel++) {
      int at = SelectiveScan.place(channel, depth);
      for (int n = 0; n < depth; n++) {
        paces[at + n * SelectiveScan.together(channel, inner)] = channels.at(channel * depth + n);
      }
    }
    return Vector.of(paces);
  }

  /** The file's, or one without weights where it says so. */
  private static Optional<Norm> norm(ModelFile file, String name, int width) {
    boolean plain = file.metadata().flag(file.key("ssm.dt_b_c_rms"), false);
    return Norm.find(file, Norm.Kind.RMS, name, width)
        .or(() -> plain ? Optional.of(Norm.plain(file, width)) : Optional.empty());
  }

  static SelectiveChannels load(ModelFile file, int layer) {
    return new SelectiveChannels(file, layer, SsmSizes.ofChannels(file));
  }

  @Override
  public KvShape kv() {
    return KvShape.of(new StateShape(convolution.shape().window(), scan.memory()));
  }

  @Override
  public Tensor apply(Ops ops, Tensor x, Step step) {
    Tensor v = ops.plan(value, x); // [tokens, inner]
    Tensor g = ops.plan(gate, x); // [tokens, inner]
    ops.multiplyAll();
    v = convolution.apply(ops, v, step);
    ops.activate(Activation.SILU, v);
    Tensor r = ops.plan(rank, v); // [tokens, ranks]
    Tensor b = ops.plan(writing, v); // [tokens, depth]
    Tensor c = ops.plan(reading, v); // [tokens, depth]
    ops.multiplyAll();
    normalize(ops, rankNorm, r);
    normalize(ops, writingNorm, b);
    normalize(ops, readingNorm, c);
    Tensor d = steps.apply(ops, r); // [tokens, inner]
    ops.recurrent().softplus(d);
    Tensor keys = ops.arranging().join(b, scan.depth(), c, scan.depth());
    Tensor all = ops.arranging().join(v, scan.width(), keys, 2 * scan.depth());
    Tensor y = ops.recurrent().scan(scan, all, d, step.batch()); // [tokens, inner]
    ops.gate(Activation.SILU, g, y);
    return ops.multiply(output, g);
  }

  private static void normalize(Ops ops, Optional<Norm> norm, Tensor x) {
    if (norm.isPresent()) {
      norm.get().applyInPlace(ops, x);
    }
  }
}
