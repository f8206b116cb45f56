package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Granite 3, with experts or without: LLaMA whose embeddings, residuals, scores and logits are
 * scaled.
 *
 * <p>Source: IBM Research, <i>Granite 3.0 Language Models</i>, 2024.
 */
final class Granite {
  private Granite() {}

  private static final float LARGEST_SCALE = 1e6f;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    List<Layer> layers = Stack.layers(file, i -> layer(file, i, attention(file, i, rope)));
    return new Stack(head(file), List.of(rope), layers);
  }

  /** The attention of a layer, which knows positions unless the file says otherwise. */
  static Attention attention(ModelFile file, int layer, Rope rope) {
    AttentionSettings settings = AttentionSettings.of(file, layer);
    boolean turns = file.metadata().flag(file.key("rope.scaling.finetuned"), true);
    return Attention.load(file, layer, turns ? settings.withRope(rope) : settings);
  }

  /** A layer of this family around its mixer. */
  static Layer layer(ModelFile file, int layer, Mixer mixer) {
    return Llama.layer(file, layer, mixer).withScale(scale(file, "residual_scale"));
  }

  /** Both ends, with their scales. */
  static Head head(ModelFile file) {
    return Head.load(file, Norm.Kind.RMS)
        .withEmbeddingScale(scale(file, "embedding_scale"))
        .withLogitScale(1.0 / scale(file, "logit_scale"));
  }

  /** 0 in a file means none. */
  private static float scale(ModelFile file, String name) {
    float scale = file.real(name, 1, 0, LARGEST_SCALE);
    return scale == 0 ? 1 : scale;
  }
}
