package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Gemma 4 (text): layers that see a window have narrower heads than others, small models have
 * embeddings for each layer and last layers that borrow keys and values, large ones have experts.
 *
 * <p>Source: Google DeepMind, <i>Gemma 4 model card</i>, 2026.
 */
final class Gemma4 {
  private Gemma4() {}

  private static final int PATTERN = 6;
  private static final float CAP = 30;

  static Decoder load(ModelFile file) {
    Windows windows = Windows.load(file, PATTERN);
    int borrowing = file.metadata().integer(file.key("attention.shared_kv_layers"), 0);
    Lenders lenders = Lenders.of(file, windows, borrowing);
    int localWidth = BorrowingAttention.View.kv(file, 0, "_swa").keyWidth();
    Rope local = Ropes.local(file, Pairing.HALVES, localWidth);
    Rope global = Ropes.load(file, Pairing.HALVES);
    Optional<LayerInputs> inputs =
        LayerInputs.areIn(file) ? Optional.of(LayerInputs.load(file)) : Optional.empty();
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              int lender = lenders.of(i);
              BorrowingAttention.View view =
                  windows.isLocal(i)
                      ? new BorrowingAttention.View(
                          BorrowingAttention.View.kv(file, lender, "_swa"), windows.back(i), local)
                      : new BorrowingAttention.View(
                          Attention.kvShape(file, lender), windows.back(i), global);
              String scale = "blk." + i + ".layer_output_scale.weight";
              return new FedLayer(
                  layer(file, i, new BorrowingAttention(file, i, lender, view)),
                  inputs.map(all -> all.feeder(file, i)),
                  file.findVector(scale, 1).map(v -> v.at(0)).orElse(1f));
            });
    Head head = Gemma.head(file).withCap(file, CAP);
    return inputs.isPresent()
        ? new Stack(head, List.of(global, local), layers, inputs.get())
        : new Stack(head, List.of(global, local), layers);
  }

  private static Layer.Sequential layer(ModelFile file, int layer, Mixer attention) {
    Layer.Norms norms = Layer.Norms.around(file, layer, Norm.Kind.RMS);
    if (!Experts.isIn(file, layer)) {
      FeedForward dense = FeedForward.Dense.load(file, layer, Activation.GELU);
      return new Layer.Sequential(norms, attention, dense, 1);
    }
    // The parts of the feed-forward network have norms of their own before them.
    Layer.Part feeding = new Layer.Part(Optional.empty(), norms.feeding().after());
    Gemma4Experts experts = Gemma4Experts.load(file, layer);
    return new Layer.Sequential(new Layer.Norms(norms.mixing(), feeding), attention, experts, 1);
  }

  /**
   * A usual layer, then what it is fed with.
   *
   * @param scale what all is multiplied with in the end
   */
  record FedLayer(Layer.Sequential usual, Optional<LayerInputs.Feeder> feeder, float scale)
      implements Layer {
    @Override
    public Mixer mixer() {
      return usual.mixer();
    }

    @Override
    public void apply(Ops ops, Tensor x, Step step) {
      usual.apply(ops, x, step);
      int mark = ops.workspace().mark();
      if (feeder.isPresent()) {
        ops.add(x, feeder.get().apply(ops, x));
      }
      if (scale != 1) {
        ops.scale(x, scale);
      }
      ops.workspace().release(mark);
    }
  }
}
