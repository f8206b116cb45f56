package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A mixture of experts: a router picks a few feed-forward networks for each token, and their
 * results are summed by its weights.
 *
 * <p>Tokens are grouped by expert, so that each expert's weights are read once, and all experts
 * make one job. Source: Jiang et al., <i>Mixtral of Experts</i>, 2024.
 *
 * @param weighsInputs whether the weights are for what goes into experts, not for what comes out
 * @param limit of gates and what they gate; 0 for none
 */
record Experts(
    Activation activation,
    Routing routing,
    Projection router,
    Optional<Matrices> gates,
    Matrices ups,
    Matrices downs,
    boolean weighsInputs,
    float limit)
    implements FeedForward {

  private static final float LARGEST_SCALE = 1_000;
  private static final String GATING = "expert_gating_func";
  private static final String RENORMALIZE = "expert_weights_norm";
  private static final String GROUPS = "expert_group_count";

  /** A matrix and perhaps a bias for each expert. */
  record Matrices(List<Weights> weights, List<Vector> biases) {
    static Matrices load(ModelFile file, String name, int experts, int rows, int columns) {
      return new Matrices(
          file.matrices(name + ".weight", experts, rows, columns),
          file.has(name + ".bias") ? file.vectors(name + ".bias", experts, rows) : List.of());
    }

    private Matrices slice(int from, int count) {
      return new Matrices(
          weights.stream().map(w -> w.slice(from, count)).toList(),
          biases.stream().map(b -> b.slice(from, count)).toList());
    }

    private Tensor apply(Ops ops, Tensor x) {
      Tensor y = ops.experts().plan(weights, x);
      ops.multiplyAll();
      addBias(ops, y);
      return y;
    }

    private void addBias(Ops ops, Tensor y) {
      if (!biases.isEmpty()) {
        ops.experts().addBiases(y, biases);
      }
    }
  }

  /** Whether a layer has experts. */
  static boolean isIn(ModelFile file, int layer) {
    String block = "blk." + layer + ".ffn_";
    return file.has(block + "gate_inp.weight") || file.has(block + "gate_exps.weight");
  }

  /** How a layer chooses its experts, as far as the file says: by softmax if it says nothing. */
  static Routing routing(ModelFile file, int layer) {
    int experts = file.positive("expert_count");
    int used = file.positivePerLayer("expert_used_count", layer);
    if (used > experts) {
      throw new LlamajarException(
          "%s is %d, but there are only %d experts; the file is broken, convert or download it again"
              .formatted(file.key("expert_used_count"), used, experts));
    }
    float scale = file.real("expert_weights_scale", 1, 0, LARGEST_SCALE);
    boolean renormalize = file.metadata().flag(file.key(RENORMALIZE), false);
    int groups = groups(file, experts);
    Routing routing =
        new Routing(experts, used, renormalize, scale == 0 ? 1 : scale)
            .withGating(gating(file))
            .withGroups(groups, usedGroups(file, experts, used, groups));
    Optional<Vector> bias = file.findVector("blk." + layer + ".exp_probs_b.bias", experts);
    return bias.isPresent() ? routing.withBias(bias.get()) : routing;
  }

  private static Routing.Gating gating(ModelFile file) {
    int function = file.metadata().integer(file.key(GATING), 0);
    return switch (function) {
      case 0, 1 -> Routing.Gating.SOFTMAX;
      case 2 -> Routing.Gating.SIGMOID;
      case 3 -> Routing.Gating.SOFTMAX_OF_CHOSEN;
      default ->
          throw new LlamajarException(
              "%s is %d, a way of choosing experts that is not supported; choose another model"
                  .formatted(file.key(GATING), function));
    };
  }

  /** What chooses in another way where the file does not say how. */
  static UnaryOperator<Routing> unlessTold(ModelFile file, Routing.Gating gating) {
    boolean told = file.metadata().integer(file.key(GATING), 0) != 0;
    return routing -> told ? routing : routing.withGating(gating);
  }

  private static int groups(ModelFile file, int experts) {
    int groups = Math.max(1, file.metadata().integer(file.key(GROUPS), 1));
    if (experts % groups != 0) {
      throw new LlamajarException(
          "%s is %d, which does not divide %d experts; the file is broken, convert or download it again"
              .formatted(file.key(GROUPS), groups, experts));
    }
    return groups;
  }

  private static int usedGroups(ModelFile file, int experts, int used, int groups) {
    String key = "expert_group_used_count";
    int usedGroups = Math.max(1, file.metadata().integer(file.key(key), groups));
    if (usedGroups > groups || used > usedGroups * (experts / groups)) {
      throw new LlamajarException(
          "%s is %d, which does not fit %d groups of experts; the file is broken, convert or download it again"
              .formatted(file.key(key), usedGroups, groups));
    }
    return usedGroups;
  }

  /** The experts of a layer. */
  static Experts load(ModelFile file, int layer, Activation activation, Routing routing) {
    String block = "blk." + layer + ".ffn_";
    int width = file.positive("embedding_length");
    int experts = routing.experts();
    boolean own = file.metadata().find(file.key("expert_feed_forward_length")).isPresent();
    int inner =
        file.positivePerLayer(own ? "expert_feed_forward_length" : "feed_forward_length", layer);
    Projection router = Projection.load(file, block + "gate_inp", experts, width);
    Matrices downs = Matrices.load(file, block + "down_exps", experts, width, inner);
    if (file.has(block + "gate_up_exps.weight")) { // both in one matrix
      Matrices both = Matrices.load(file, block + "gate_up_exps", experts, 2 * inner, width);
      Matrices gates = both.slice(0, inner);
      Matrices ups = both.slice(inner, inner);
      return new Experts(activation, routing, router, Optional.of(gates), ups, downs, false, 0);
    }
    Matrices gates = Matrices.load(file, block + "gate_exps", experts, inner, width);
    Matrices ups = Matrices.load(file, block + "up_exps", experts, inner, width);
    return new Experts(activation, routing, router, Optional.of(gates), ups, downs, false, 0);
  }

  /** The experts of a layer, without gates. */
  static Experts ungated(ModelFile file, int layer, Activation activation, Routing routing) {
    int width = file.positive("embedding_length");
    int inner = file.positivePerLayer("feed_forward_length", layer);
    return ungated(file, layer, activation, routing, width, inner);
  }

  /** The same, of their own widths; the router sees what comes into the layer. */
  static Experts ungated(
      ModelFile file, int layer, Activation activation, Routing routing, int width, int inner) {
    String block = "blk." + layer + ".ffn_";
    int experts = routing.experts();
    Projection router =
        Projection.load(file, block + "gate_inp", experts, file.positive("embedding_length"));
    Matrices ups = Matrices.load(file, block + "up_exps", experts, inner, width);
    Matrices downs = Matrices.load(file, block + "down_exps", experts, width, inner);
    return new Experts(activation, routing, router, Optional.empty(), ups, downs, false, 0);
  }

  Experts withWeighedInputs() {
    return new Experts(activation, routing, router, gates, ups, downs, true, limit);
  }

  Experts withLimit(float newLimit) {
    return new Experts(activation, routing, router, gates, ups, downs, weighsInputs, newLimit);
  }

  @Override
  public Tensor apply(Ops ops, Tensor x) {
    choose(ops, x);
    return mix(ops, x);
  }

  /** Chooses experts for each token, until the next choice. */
  void choose(Ops ops, Tensor x) {
    ops.experts().route(routing, router.apply(ops, x));
  }

  /** What those that were chosen make of tokens: {@code [tokens, width]}. */
  Tensor mix(Ops ops, Tensor x) {
    // [tokens * used, width]: rows grouped by expert
    Tensor mine =
        weighsInputs ? ops.experts().gatherWeighed(x, routing) : ops.experts().gather(x, routing);
    return ops.experts().combine(feed(ops, mine), routing);
  }

  /** Each entry's result: {@code [tokens * used, width]}, grouped by expert. */
  private Tensor feed(Ops ops, Tensor x) {
    if (gates.isPresent()) {
      return downs.apply(ops, gated(ops, gates.get(), x));
    }
    Tensor u = ups.apply(ops, x); // [tokens * used, inner]
    ops.activate(activation, u);
    return downs.apply(ops, u);
  }

  private Tensor gated(Ops ops, Matrices gates, Tensor x) {
    Tensor g = ops.experts().plan(gates.weights, x); // [tokens * used, inner]
    Tensor u = ops.experts().plan(ups.weights, x);
    ops.multiplyAll();
    gates.addBias(ops, g);
    ups.addBias(ops, u);
    FeedForward.gate(ops, activation, limit, g, u);
    return g;
  }
}
