package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The feed-forward part of a layer: {@code [tokens, width]} in and out. */
sealed interface FeedForward
    permits FeedForward.Dense,
        FeedForward.Scaled,
        BitNet.Network,
        NemotronH.Mixture,
        Experts,
        SharedExperts,
        Gemma4Experts,
        Apertus.Network,
        Gemma3n.Network,
        Grok.Both {
  Tensor apply(Ops ops, Tensor x);

  /**
   * That of a layer: experts if the file has them, beside a network that all tokens share if it has
   * that.
   *
   * @param choice what is changed about the choice of experts that the file describes
   */
  static FeedForward load(
      ModelFile file, int layer, Activation activation, UnaryOperator<Routing> choice) {
    if (!Experts.isIn(file, layer)) {
      return Dense.load(file, layer, activation);
    }
    Routing routing = choice.apply(Experts.routing(file, layer));
    Experts experts = Experts.load(file, layer, activation, routing);
    return SharedExperts.load(file, layer, experts, activation);
  }

  /**
   * Gates in place: {@code g = activation(g) * u}, both factors between {@code -limit} and {@code
   * limit} if there is one.
   */
  static void gate(Ops ops, Activation activation, float limit, Tensor g, Tensor u) {
    if (limit == 0) {
      ops.gate(activation, g, u);
      return;
    }
    ops.activate(activation, g);
    ops.specials().clamp(g, limit);
    ops.specials().clamp(u, limit);
    ops.recurrent().multiply(g, u);
  }

  /**
   * {@code down(activation(gate(x)) * up(x))}, or {@code down(activation(up(x)))} without a gate.
   *
   * <p>Source: Shazeer, <i>GLU Variants Improve Transformer</i>, 2020.
   *
   * @param limit of gates and what they gate; 0 for none
   */
  record Dense(
      Activation activation, Optional<Projection> gate, Projection up, Projection down, float limit)
      implements FeedForward {

    /** That of a layer, with a gate, which may be in one matrix with what it gates. */
    static Dense load(ModelFile file, int layer, Activation activation) {
      int inner = file.positivePerLayer("feed_forward_length", layer);
      return load(file, "blk." + layer + ".ffn_%s", inner, activation);
    }

    /**
     * One with a gate, whose tensors have names of their own.
     *
     * @param names with a place for "gate", "up" and "down"
     */
    static Dense load(ModelFile file, String names, int inner, Activation activation) {
      int width = file.positive("embedding_length");
      String up = names.formatted("up");
      Projection down = Projection.load(file, names.formatted("down"), width, inner);
      if (file.has(up + ".weight") && file.rows(up + ".weight") == 2L * inner) {
        Projection both = Projection.load(file, up, 2 * inner, width);
        return new Dense(
            activation, Optional.of(both.slice(0, inner)), both.slice(inner, inner), down, 0);
      }
      Projection gate = Projection.load(file, names.formatted("gate"), inner, width);
      return new Dense(
          activation, Optional.of(gate), Projection.load(file, up, inner, width), down, 0);
    }

    /** That of a layer, without a gate. */
    static Dense ungated(ModelFile file, int layer, Activation activation) {
      int inner = file.positivePerLayer("feed_forward_length", layer);
      return ungated(file, "blk." + layer + ".ffn_%s", inner, activation);
    }

    /** One without a gate, whose tensors have names of their own. */
    static Dense ungated(ModelFile file, String names, int inner, Activation activation) {
      int width = file.positive("embedding_length");
      return new Dense(
          activation,
          Optional.empty(),
          Projection.load(file, names.formatted("up"), inner, width),
          Projection.load(file, names.formatted("down"), width, inner),
          0);
    }

    Dense withLimit(float newLimit) {
      return new Dense(activation, gate, up, down, newLimit);
    }

    @Override
    public Tensor apply(Ops ops, Tensor x) {
      return down.apply(ops, inner(ops, x));
    }

    /** What was activated, or gated: {@code [tokens, inner]}. */
    Tensor inner(Ops ops, Tensor x) {
      if (gate.isEmpty()) {
        Tensor u = up.apply(ops, x); // [tokens, inner]
        ops.activate(activation, u);
        return u;
      }
      Tensor g = gate.get().plan(ops, x); // [tokens, inner]
      Tensor u = up.plan(ops, x); // [tokens, inner]
      ops.multiplyAll();
      gate.get().addBias(ops, g);
      up.addBias(ops, u);
      FeedForward.gate(ops, activation, limit, g, u);
      return g;
    }
  }

  /** Another one, times a number. */
  record Scaled(FeedForward feedForward, float scale) implements FeedForward {
    @Override
    public Tensor apply(Ops ops, Tensor x) {
      Tensor y = feedForward.apply(ops, x);
      ops.scale(y, scale);
      return y;
    }
  }
}
