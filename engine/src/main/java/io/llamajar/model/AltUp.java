package io.llamajar.model;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Alternating updates: several streams go through the layers, of which each layer computes only the
 * first; the others are predicted from it, and corrected by what it came to.
 *
 * <p>A row is its streams one after another, {@code [rows, streams * width]}. Source: Baykal et
 * al., <i>Alternating Updates for Efficient Transformers</i>, 2023.
 *
 * @param inputs what layers are fed with
 * @param spread makes further streams of the embedding
 * @param merge brings them back
 */
record AltUp(LayerInputs inputs, List<Weights> spread, List<Weights> merge) implements Passage {
  static AltUp load(ModelFile file, LayerInputs inputs) {
    int width = file.positive("embedding_length");
    int further = file.size("blk.0.altup_correct_coef.weight") - 1;
    return new AltUp(
        inputs,
        file.matrices("altup_proj.weight", further, width, width),
        file.matrices("altup_unembd_proj.weight", further, width, width));
  }

  @Override
  public Tensor enter(Ops ops, int[] tokens, Tensor x) {
    inputs.enter(ops, tokens, x);
    Tensor all = x;
    for (int i = 0; i < spread.size(); i++) {
      Tensor further = ops.multiply(spread.get(i), x);
      ops.specials().matchLength(further, x);
      all = ops.arranging().join(all, all.columns(), further, x.columns());
    }
    return all;
  }

  /** The mean of all streams. */
  @Override
  public Tensor leave(Ops ops, Tensor x) {
    int streams = merge.size() + 1;
    Tensor first = stream(ops, x, streams, 0);
    Tensor sum = stream(ops, x, streams, 0);
    for (int i = 1; i < streams; i++) {
      Tensor further = ops.multiply(merge.get(i - 1), stream(ops, x, streams, i));
      ops.specials().matchLength(further, first);
      ops.add(sum, further);
    }
    ops.scale(sum, 1f / streams);
    return sum;
  }

  private static Tensor stream(Ops ops, Tensor x, int streams, int index) {
    int width = x.columns() / streams;
    return ops.arranging().part(x, x.columns(), index * width, width);
  }

  /**
   * How a layer predicts and corrects.
   *
   * @param ones as many as there are streams
   */
  record Weighing(
      Norm norm, Projection router, Projection prediction, Projection correction, Vector ones) {
    static Weighing load(ModelFile file, int layer) {
      String block = "blk." + layer + ".altup_";
      int width = file.positive("embedding_length");
      int streams = file.size(block + "correct_coef.weight");
      return new Weighing(
          Norm.load(file, Norm.Kind.RMS, block + "router_norm", width),
          Projection.load(file, block + "router", streams, width),
          Projection.load(file, block + "predict_coef", streams * streams, streams),
          Projection.load(file, block + "correct_coef", streams, streams),
          Vector.ones(streams));
    }

    /** A copy of the stream that is computed. */
    Tensor first(Ops ops, Tensor x) {
      return stream(ops, x, ones.size(), 0);
    }

    /** Predicts all streams, in place. */
    void predict(Ops ops, Tensor x) {
      ops.specials().mixStreams(x, prediction.apply(ops, modalities(ops, first(ops, x))));
    }

    /** Corrects all streams, in place, by what the first has come to. */
    void correct(Ops ops, Tensor x, Tensor y) {
      Tensor weights = correction.apply(ops, modalities(ops, y));
      ops.addBias(weights, ones);
      Tensor innovation = first(ops, x);
      ops.scale(innovation, -1);
      ops.add(innovation, y);
      ops.specials().addToStreams(x, innovation, weights);
    }

    /** Adds to all streams but the first, in place. */
    void addToOthers(Ops ops, Tensor x, Tensor delta) {
      Tensor weights = ops.workspace().tensor(x.rows(), ones.size());
      MemorySegment values = weights.write();
      for (long i = 0; i < (long) x.rows() * ones.size(); i++) {
        values.setAtIndex(JAVA_FLOAT, i, i % ones.size() == 0 ? 0 : 1);
      }
      ops.specials().addToStreams(x, delta, weights);
    }

    /** Numbers between -1 and 1 that say what a stream is about: {@code [rows, streams]}. */
    private Tensor modalities(Ops ops, Tensor x) {
      Tensor h = norm.apply(ops, x);
      ops.scale(h, 1f / x.columns());
      Tensor y = router.apply(ops, h);
      ops.cap(y, 1);
      return y;
    }
  }
}
