package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.kernel.Scoring;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Grok 1 and 2: experts, perhaps beside a dense network, with norms on both sides of each part and
 * scores that are capped.
 *
 * <p>Source: xAI, <i>Open Release of Grok-1</i>, 2024.
 */
final class Grok {
  private Grok() {}

  private static final float LARGEST = 1e6f;
  private static final float SCORE = 0.088388346f;
  private static final float CAP = 30;
  private static final float EMBEDDING = 78.383675f;
  private static final float LOGIT = 0.57735026f;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers = Stack.layers(file, i -> layer(file, i, rope));
    Head head =
        Head.load(file, Norm.Kind.RMS)
            .withEmbeddingScale(file.real("embedding_scale", EMBEDDING, 0, LARGEST))
            .withLogitScale(file.real("logit_scale", LOGIT, 0, LARGEST));
    return new Stack(head, List.of(rope), layers);
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    String block = "blk." + layer + ".";
    float scale = file.real("attention.output_scale", SCORE, 0, LARGEST);
    float cap = file.real("attn_logit_softcapping", CAP, 0, LARGEST);
    AttentionSettings settings =
        AttentionSettings.of(file, layer)
            .withRope(rope)
            .withScoring(Scoring.by(scale).withCap(cap));
    boolean named = file.has(block + "layer_output_norm.weight");
    Layer.Norms norms =
        new Layer.Norms(
            part(file, block + "attn_norm", block + "attn_output_norm"),
            part(
                file, block + "ffn_norm", block + (named ? "layer_output_norm" : "post_ffw_norm")));
    return new Layer.Sequential(
        norms, Attention.load(file, layer, settings), feedForward(file, layer), 1);
  }

  private static Layer.Part part(ModelFile file, String before, String after) {
    int width = file.positive("embedding_length");
    return new Layer.Part(
        Optional.of(Norm.load(file, Norm.Kind.RMS, before, width)),
        Optional.of(Norm.load(file, Norm.Kind.RMS, after, width)));
  }

  private static FeedForward feedForward(ModelFile file, int layer) {
    Routing routing = Experts.routing(file, layer).withRenormalization();
    Experts experts = Experts.load(file, layer, Activation.GELU, routing);
    return file.has("blk." + layer + ".ffn_up.weight")
        ? new Both(experts, FeedForward.Dense.load(file, layer, Activation.GELU))
        : experts;
  }

  /** Experts and a dense network, whose sum is as large as one of them. */
  record Both(Experts experts, Dense dense) implements FeedForward {
    @Override
    public Tensor apply(Ops ops, Tensor x) {
      Tensor y = experts.apply(ops, x);
      ops.add(y, dense.apply(ops, x));
      ops.scale(y, (float) Math.sqrt(0.5));
      return y;
    }
  }
}
