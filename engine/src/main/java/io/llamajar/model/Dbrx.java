package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Rope;

/**
 * DBRX: experts behind layer norms, with queries, keys and values clamped.
 *
 * <p>Source: Databricks, <i>Introducing DBRX</i>, 2024.
 */
final class Dbrx {
  private Dbrx() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(file, Norm.Kind.LAYER, rope, i -> layer(file, i, rope));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    return new Layer.Sequential(
        new Layer.Norms(
            part(file, "blk." + layer + ".attn_norm"),
            part(file, "blk." + layer + ".attn_output_norm")),
        Attention.load(file, layer, rope),
        FeedForward.load(file, layer, Activation.SILU, Routing::withRenormalization),
        1);
  }

  private static Layer.Part part(ModelFile file, String norm) {
    int width = file.positive("embedding_length");
    return Layer.Part.behind(Norm.load(file, Norm.Kind.LAYER, norm, width));
  }
}
