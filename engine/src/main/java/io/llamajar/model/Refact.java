package io.llamajar.model;

import java.util.List;

/**
 * Refact: LLaMA in which linear biases stand for positions.
 *
 * <p>Source: Small Magellanic Cloud AI, <i>Refact LLM: New 1.6B code model</i>, 2023.
 */
final class Refact {
  private Refact() {}

  private static final float MOST = 8;

  static Decoder load(ModelFile file) {
    List<Layer> layers = Stack.layers(file, i -> layer(file, i));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(), layers);
  }

  /** A layer of LLaMA with linear biases. */
  static Layer layer(ModelFile file, int layer) {
    int heads = file.positivePerLayer("attention.head_count", layer);
    AttentionSettings settings = AttentionSettings.of(file, layer).withAlibi(heads, MOST);
    return Llama.layer(file, layer, Attention.load(file, layer, settings));
  }
}
