package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Gemma 1: LLaMA with scaled embeddings and GELU.
 *
 * <p>Source: Gemma Team, <i>Gemma: Open Models Based on Gemini Research and Technology</i>, 2024.
 */
final class Gemma {
  private Gemma() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers = Stack.layers(file, i -> layer(file, i, Attention.load(file, i, rope)));
    return new Stack(head(file), List.of(rope), layers);
  }

  private static Layer layer(ModelFile file, int layer, Attention attention) {
    FeedForward feedForward = FeedForward.Dense.load(file, layer, Activation.GELU);
    return Layer.load(file, layer, Norm.Kind.RMS, attention, feedForward);
  }

  /** Both ends: embeddings are scaled by the root of their width. */
  static Head head(ModelFile file) {
    return Head.load(file, Norm.Kind.RMS)
        .withEmbeddingScale(Math.sqrt(file.positive("embedding_length")));
  }
}
