package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;
import java.util.List;

/**
 * A mixture of experts: a router picks a few feed-forward networks for each token, and their
 * results are summed by its weights.
 *
 * <p>Tokens are grouped by expert, so that each expert's weights are read once, and all experts
 * make one job. Source: Jiang et al., <i>Mixtral of Experts</i>, 2024.
 */
record Experts(
    Activation activation,
    Routing routing,
    Weights router,
    List<Weights> gates,
    List<Weights> ups,
    List<Weights> downs)
    implements FeedForward {

  private static final float LARGEST_SCALE = 1_000;

  static boolean isIn(ModelFile file, int layer) {
    String block = "blk." + layer + ".ffn_";
    return file.has(block + "gate_inp.weight") || file.has(block + "gate_exps.weight");
  }

  /** Experts whose weights are renormalised after the choice, as Mixtral's are. */
  static Experts load(ModelFile file, int layer, Activation activation) {
    String block = "blk." + layer + ".ffn_";
    int width = file.positive("embedding_length");
    int inner = file.positivePerLayer("feed_forward_length", layer);
    int experts = file.positive("expert_count");
    int used = file.positivePerLayer("expert_used_count", layer);
    if (used > experts) {
      throw new LlamajarException(
          "%s is %d, but there are only %d experts; the file is broken, convert or download it again"
              .formatted(file.key("expert_used_count"), used, experts));
    }
    float scale = file.real("expert_weights_scale", 1, 0, LARGEST_SCALE);
    return new Experts(
        activation,
        new Routing(experts, used, true, scale == 0 ? 1 : scale),
        file.weights(block + "gate_inp.weight", experts, width),
        file.matrices(block + "gate_exps.weight", experts, inner, width),
        file.matrices(block + "up_exps.weight", experts, inner, width),
        file.matrices(block + "down_exps.weight", experts, width, inner));
  }

  @Override
  public Tensor apply(Ops ops, Tensor x) {
    ops.route(routing, ops.multiply(router, x));
    Tensor mine = ops.gather(x, routing); // [tokens * used, width]: rows grouped by expert
    Tensor g = ops.plan(gates, mine); // [tokens * used, inner]
    Tensor u = ops.plan(ups, mine);
    ops.multiplyAll();
    ops.gate(activation, g, u);
    Tensor results = ops.plan(downs, g); // [tokens * used, width]
    ops.multiplyAll();
    return ops.combine(results, routing);
  }
}
