package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Command-R: attention and feed-forward network side by side behind one layer norm.
 *
 * <p>Source: Cohere, <i>Command R</i>, 2024.
 */
final class CommandR {
  private CommandR() {}

  private static final float LARGEST_SCALE = 1e6f;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    List<Layer> layers = Stack.layers(file, i -> layer(file, i, attention(file, i, rope)));
    return new Stack(head(file), List.of(rope), layers);
  }

  /** The larger model normalises heads. */
  private static Attention attention(ModelFile file, int layer, Rope rope) {
    AttentionSettings settings = AttentionSettings.of(file, layer).withRope(rope);
    boolean normed = file.has("blk." + layer + ".attn_q_norm.weight");
    return Attention.load(file, layer, normed ? settings.withNormsFirst() : settings);
  }

  /** A layer of this family around its attention. */
  static Layer layer(ModelFile file, int layer, Attention attention) {
    FeedForward feedForward = FeedForward.Dense.load(file, layer, Activation.SILU);
    return Layer.Parallel.load(file, layer, Norm.Kind.LAYER, attention, feedForward);
  }

  /** Both ends, with the scale of the logits. */
  static Head head(ModelFile file) {
    return head(file, Norm.Kind.LAYER);
  }

  /** The same with another kind of norm. */
  static Head head(ModelFile file, Norm.Kind kind) {
    float scale = file.real("logit_scale", 1, 0, LARGEST_SCALE);
    return Head.load(file, kind).withLogitScale(scale == 0 ? 1 : scale);
  }
}
