package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Nemotron H, Nano 2 and 3, with experts or without: layers that scan selectively, attend without
 * knowing positions, or feed forward, each only one of these.
 *
 * <p>Source: NVIDIA, <i>Nemotron-H: A Family of Accurate and Efficient Hybrid Mamba-Transformer
 * Models</i>, 2025; <i>Nemotron 3 Nano</i>, 2025.
 */
final class NemotronH {
  private NemotronH() {}

  private static final String INNER = "feed_forward_length";
  private static final String OWN_INNER = "expert_feed_forward_length";
  private static final String LATENT = "moe_latent_size";

  static Decoder load(ModelFile file) {
    List<Layer> layers =
        Stack.layers(file, i -> Layer.Mixing.load(file, i, Norm.Kind.RMS, mixer(file, i)));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(), layers);
  }

  private static Mixer mixer(ModelFile file, int layer) {
    if (file.findPerLayer(INNER).map(inner -> inner.whole(layer) != 0).orElse(true)) {
      return new Feeding(feedForward(file, layer));
    }
    return Attention.isIn(file, layer)
        ? Attention.load(file, layer, AttentionSettings.of(file, layer))
        : SelectiveState.load(file, layer);
  }

  private static FeedForward feedForward(ModelFile file, int layer) {
    return Experts.isIn(file, layer)
        ? Mixture.load(file, layer)
        : FeedForward.Dense.ungated(file, layer, Activation.RELU_SQUARED);
  }

  /** A feed-forward network in a mixer's place. */
  private record Feeding(FeedForward feedForward) implements Mixer {
    @Override
    public KvShape kv() {
      return KvShape.of(StateShape.NONE);
    }

    @Override
    public Tensor apply(Ops ops, Tensor x, Step step) {
      return feedForward.apply(ops, x);
    }
  }

  /**
   * Experts beside a shared one, which all lack gates.
   *
   * @param narrowing what leads to what experts see, if they do not see what came in
   * @param widening what leads back from there
   */
  record Mixture(
      Optional<Projection> narrowing,
      Experts experts,
      Optional<Projection> widening,
      FeedForward.Dense shared)
      implements FeedForward {

    static Mixture load(ModelFile file, int layer) {
      String block = "blk." + layer + ".ffn_";
      int width = file.positive("embedding_length");
      boolean narrows = file.has(block + "latent_down.weight");
      int latent = narrows ? file.positive(LATENT) : width;
      return new Mixture(
          projection(file, block + "latent_down", latent, width),
          experts(file, layer, latent),
          projection(file, block + "latent_up", width, latent),
          FeedForward.Dense.ungated(
              file,
              block + "%s_shexp",
              file.rows(block + "up_shexp.weight"),
              Activation.RELU_SQUARED));
    }

    private static Optional<Projection> projection(
        ModelFile file, String name, int rows, int columns) {
      return file.has(name + ".weight")
          ? Optional.of(Projection.load(file, name, rows, columns))
          : Optional.empty();
    }

    private static Experts experts(ModelFile file, int layer, int width) {
      Routing routing = Experts.routing(file, layer).withGating(Routing.Gating.SIGMOID);
      boolean own = file.metadata().find(file.key(OWN_INNER)).isPresent();
      int inner =
          own
              ? file.positivePerLayer(OWN_INNER, layer)
              : Math.max(1, file.positivePerLayer(INNER, layer) / routing.used());
      return Experts.ungated(file, layer, Activation.RELU_SQUARED, routing, width, inner);
    }

    @Override
    public Tensor apply(Ops ops, Tensor x) {
      Tensor seen = narrowing.isPresent() ? narrowing.get().apply(ops, x) : x;
      experts.choose(ops, x);
      Tensor mixed = experts.mix(ops, seen);
      Tensor y = widening.isPresent() ? widening.get().apply(ops, mixed) : mixed;
      ops.add(y, shared.apply(ops, x));
      return y;
    }
  }
}
