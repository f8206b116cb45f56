package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;

/**
 * Experts beside a dense network as Gemma 4 has them: the two and the router see what comes in
 * through norms of their own.
 *
 * @param router the norm before the router
 */
record Gemma4Experts(
    Norm before,
    FeedForward.Dense dense,
    Norm after,
    Norm router,
    Norm beforeExperts,
    Experts experts,
    Norm afterExperts)
    implements FeedForward {

  static Gemma4Experts load(ModelFile file, int layer) {
    String block = "blk." + layer + ".";
    Routing routing =
        Experts.routing(file, layer).withGating(Routing.Gating.SOFTMAX).withRenormalization();
    int width = file.positive("embedding_length");
    Norm router =
        Norm.plain(file, width).withGain(file.vector(block + "ffn_gate_inp.scale", width));
    return new Gemma4Experts(
        norm(file, block + "ffn_norm"),
        FeedForward.Dense.load(file, layer, Activation.GELU),
        norm(file, block + "post_ffw_norm_1"),
        router,
        norm(file, block + "pre_ffw_norm_2"),
        Experts.load(file, layer, Activation.GELU, routing),
        norm(file, block + "post_ffw_norm_2"));
  }

  private static Norm norm(ModelFile file, String name) {
    return Norm.load(file, Norm.Kind.RMS, name, file.positive("embedding_length"));
  }

  @Override
  public Tensor apply(Ops ops, Tensor x) {
    Tensor y = dense.apply(ops, before.apply(ops, x));
    after.applyInPlace(ops, y);
    Tensor seen = router.apply(ops, x);
    ops.scale(seen, (float) (1 / Math.sqrt(x.columns())));
    experts.choose(ops, seen);
    Tensor z = experts.mix(ops, beforeExperts.apply(ops, x));
    afterExperts.applyInPlace(ops, z);
    ops.add(y, z);
    return y;
  }
}
