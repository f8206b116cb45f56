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
 * The mixer of Mamba-2: a short convolution and a selective scan, gated and normalised group by
 * group.
 *
 * <p>Source: Dao and Gu, <i>Transformers are SSMs</i>, 2024.
 */
final class SelectiveState implements Mixer {
  private final Weights gate;
  private final Weights mixed; // values, where they are written, where they are read
  private final Weights steps;
  private final CausalConvolution convolution;
  private final Vector stepBias;
  private final SelectiveScan scan;
  private final Optional<Norm> norm; // of each group
  private final Weights output;

  private SelectiveState(ModelFile file, int layer, SsmSizes sizes, boolean isNormed) {
    int width = file.positive("embedding_length");
    int inner = sizes.inner();
    int channels = inner + 2 * sizes.keys();
    String block = "blk." + layer + ".ssm_";
    Weights all = file.weights(block + "in.weight", inner + channels + sizes.heads(), width);
    gate = all.slice(0, inner);
    mixed = all.slice(inner, channels);
    steps = all.slice(inner + channels, sizes.heads());
    convolution = CausalConvolution.load(file, layer, "ssm_conv1d", SsmSizes.WINDOW, channels);
    stepBias = file.vector(block + "dt.bias", sizes.heads());
    scan =
        new SelectiveScan(
            layer,
            sizes.heads(),
            sizes.headWidth(),
            sizes.depth(),
            sizes.groups(),
            file.values(block + "a", sizes.heads(), 1),
            file.values(block + "d", sizes.heads(), 1));
    int groups = sizes.groups();
    norm =
        isNormed
            ? Optional.of(Norm.ofRuns(file, Norm.Kind.RMS, block + "norm", groups, inner / groups))
            : Optional.empty();
    output = file.weights(block + "out.weight", width, inner);
  }

  static SelectiveState load(ModelFile file, int layer) {
    return new SelectiveState(file, layer, SsmSizes.load(file), true);
  }

  /** One that is normalised only if the file has a norm for it. */
  static SelectiveState perhapsNormed(ModelFile file, int layer) {
    boolean isNormed = file.has("blk." + layer + ".ssm_norm.weight");
    return new SelectiveState(file, layer, SsmSizes.load(file), isNormed);
  }

  @Override
  public KvShape kv() {
    return KvShape.of(new StateShape(convolution.shape().window(), scan.memory()));
  }

  @Override
  public Tensor apply(Ops ops, Tensor x, Step step) {
    Tensor g = ops.plan(gate, x); // [tokens, inner]
    Tensor m = ops.plan(mixed, x); // [tokens, inner + 2 * keys]
    Tensor d = ops.plan(steps, x); // [tokens, heads]
    ops.multiplyAll();
    m = convolution.apply(ops, m, step);
    ops.activate(Activation.SILU, m);
    ops.addBias(d, stepBias);
    ops.recurrent().softplus(d);
    Tensor y = ops.recurrent().scan(scan, m, d, step.batch()); // [tokens, inner]
    ops.gate(Activation.SILU, g, y);
    if (norm.isPresent()) {
      norm.get().applyInPlace(ops, g);
    }
    return ops.multiply(output, g);
  }
}
