package io.llamajar.model;

import io.llamajar.kernel.Activation;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Jamba: Mamba, attention without positions in some layers, and experts in some.
 *
 * <p>Source: Lieber et al., <i>Jamba: A Hybrid Transformer-Mamba Language Model</i>, 2024.
 */
final class Jamba {
  private Jamba() {}

  static Decoder load(ModelFile file) {
    List<Layer> layers = Stack.layers(file, i -> layer(file, i));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(), layers);
  }

  private static Layer layer(ModelFile file, int layer) {
    Mixer mixer =
        Attention.isIn(file, layer)
            ? Attention.load(file, layer, AttentionSettings.of(file, layer))
            : SelectiveChannels.load(file, layer);
    FeedForward feedForward =
        FeedForward.load(file, layer, Activation.SILU, UnaryOperator.identity());
    return Layer.load(file, layer, Norm.Kind.RMS, mixer, feedForward);
  }
}
