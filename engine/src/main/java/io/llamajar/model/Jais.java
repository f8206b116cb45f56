package io.llamajar.model;

import io.llamajar.kernel.Activation;
import java.util.List;

/**
 * Jais: attention with linear biases whose scores are divided by the width of heads, not by its
 * root; gates of SiLU.
 *
 * <p>Source: Sengupta et al., <i>Jais and Jais-chat</i>, 2023.
 */
final class Jais {
  private Jais() {}

  private static final float LARGEST = 1_000;

  static Decoder load(ModelFile file) {
    float most = file.real("attention.max_alibi_bias", 8, 0, LARGEST);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              int heads = file.positivePerLayer("attention.head_count", i);
              AttentionSettings settings =
                  AttentionSettings.of(file, i)
                      .withScale(1.0 / Attention.kvShape(file, i).keyWidth())
                      .withAlibi(heads, most);
              return Layer.load(
                  file,
                  i,
                  Norm.Kind.LAYER,
                  Attention.load(file, i, settings),
                  FeedForward.Dense.load(file, i, Activation.SILU));
            });
    return new Stack(Head.load(file, Norm.Kind.LAYER), List.of(), layers);
  }
}
