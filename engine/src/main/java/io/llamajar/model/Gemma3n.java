package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.util.List;

/**
 * Gemma 3n (text): alternating updates of several streams, embeddings for each layer, last layers
 * that borrow keys and values, and first layers that use few of their feed-forward values.
 *
 * <p>Source: Gemma Team, <i>Gemma 3n</i>, 2025.
 */
final class Gemma3n {
  private Gemma3n() {}

  private static final int PATTERN = 5;
  private static final float CAP = 30;
  private static final int STORING = 20; // of the layers of all sizes
  private static final int SPARSE = 10;
  private static final float DEVIATIONS = 1.6448534f; // above them lie 5% of a normal distribution

  static Decoder load(ModelFile file) {
    Windows windows = Windows.load(file, PATTERN);
    Lenders lenders = Lenders.of(file, windows, file.layers() - STORING);
    int headWidth = Attention.kvShape(file, 0).keyWidth();
    Rope local = Ropes.local(file, Pairing.HALVES, headWidth);
    Rope global = Ropes.load(file, Pairing.HALVES, headWidth);
    LayerInputs inputs = LayerInputs.load(file);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              boolean isLocal = windows.isLocal(i);
              int lender = lenders.of(i);
              BorrowingAttention.View view =
                  new BorrowingAttention.View(
                      Attention.kvShape(file, lender), windows.back(i), isLocal ? local : global);
              BorrowingAttention attention = new BorrowingAttention(file, i, lender, view);
              return AltUpLayer.load(file, i, attention, inputs.feeder(file, i));
            });
    Head head = Gemma.head(file).withCap(file, CAP);
    return new Stack(head, List.of(global, local), layers, AltUp.load(file, inputs));
  }

  /**
   * A layer that computes one stream: attention beside a product of two narrow matrices (laurel),
   * then a feed-forward network; the other streams are corrected, and fed.
   *
   * @param feedingScale of what the input is gated by
   */
  record AltUpLayer(
      AltUp.Weighing streams,
      Layer.Part mixing,
      Mixer mixer,
      Laurel laurel,
      Layer.Part feeding,
      Network feedForward,
      Vector feedingScale,
      LayerInputs.Feeder feeder)
      implements Layer {

    static AltUpLayer load(ModelFile file, int layer, Mixer mixer, LayerInputs.Feeder feeder) {
      int width = file.positive("embedding_length");
      Layer.Norms norms = Layer.Norms.around(file, layer, Norm.Kind.RMS);
      return new AltUpLayer(
          AltUp.Weighing.load(file, layer),
          norms.mixing(),
          mixer,
          Laurel.load(file, layer),
          norms.feeding(),
          Network.load(file, layer),
          file.vector("blk." + layer + ".altup_correct_scale.weight", width),
          feeder);
    }

    @Override
    public void apply(Ops ops, Tensor x, Step step) {
      int mark = ops.workspace().mark();
      streams.predict(ops, x);
      Tensor y = streams.first(ops, x); // [tokens, width]
      Tensor h = mixing.in(ops, y);
      Tensor mixed = mixer.apply(ops, h, step);
      mixing.out(ops, mixed);
      ops.add(y, mixed);
      ops.add(y, laurel.apply(ops, h));
      ops.scale(y, (float) Math.sqrt(0.5));
      Tensor fed = feedForward.apply(ops, feeding.in(ops, y));
      feeding.out(ops, fed);
      ops.add(y, fed);
      streams.correct(ops, x, y);
      Tensor first = streams.first(ops, x);
      ops.specials().scaleColumns(first, feedingScale);
      streams.addToOthers(ops, x, feeder.apply(ops, first));
      ops.workspace().release(mark);
    }
  }

  /** A gated network whose gate leaves little if it is sparse. */
  record Network(Projection gate, Projection up, Projection down, boolean isSparse)
      implements FeedForward {
    static Network load(ModelFile file, int layer) {
      String block = "blk." + layer + ".ffn_";
      int width = file.positive("embedding_length");
      int inner = file.positivePerLayer("feed_forward_length", layer);
      return new Network(
          Projection.load(file, block + "gate", inner, width),
          Projection.load(file, block + "up", inner, width),
          Projection.load(file, block + "down", width, inner),
          layer < SPARSE);
    }

    @Override
    public Tensor apply(Ops ops, Tensor x) {
      Tensor g = gate.plan(ops, x); // [tokens, inner]
      Tensor u = up.plan(ops, x);
      ops.multiplyAll();
      gate.addBias(ops, g);
      up.addBias(ops, u);
      if (isSparse) {
        ops.specials().sparsify(g, DEVIATIONS);
      }
      ops.gate(Activation.GELU, g, u);
      return down.apply(ops, g);
    }
  }

  /** A learned augmented residual: {@code x + norm(right(left(x)))}. */
  record Laurel(Projection left, Projection right, Norm norm) {
    static Laurel load(ModelFile file, int layer) {
      String block = "blk." + layer + ".laurel_";
      int width = file.positive("embedding_length");
      int rank = file.rows(block + "l.weight");
      return new Laurel(
          Projection.load(file, block + "l", rank, width),
          Projection.load(file, block + "r", width, rank),
          Norm.load(file, Norm.Kind.RMS, block + "post_norm", width));
    }

    Tensor apply(Ops ops, Tensor x) {
      Tensor y = right.apply(ops, left.apply(ops, x));
      norm.applyInPlace(ops, y);
      ops.add(y, x);
      return y;
    }
  }
}
