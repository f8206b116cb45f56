package io.llamajar.model;

import io.llamajar.kernel.Activation;
import java.util.List;

/**
 * BLOOM: attention with linear biases, and a norm behind the embeddings.
 *
 * <p>Source: BigScience Workshop, <i>BLOOM: A 176B-Parameter Open-Access Multilingual Language
 * Model</i>, 2022.
 */
final class Bloom {
  private Bloom() {}

  private static final float MOST = 8;

  static Decoder load(ModelFile file) {
    int width = file.positive("embedding_length");
    Norm norm = Norm.load(file, Norm.Kind.LAYER, "token_embd_norm", width);
    List<Layer> layers = Stack.layers(file, i -> layer(file, i, MOST));
    Head head = Head.load(file, Norm.Kind.LAYER);
    return new Stack(head, List.of(), layers, (ops, tokens, x) -> norm.apply(ops, x));
  }

  /**
   * A layer of models without positions but for linear biases.
   *
   * @param most the exponent of the last slope; 0 for no biases
   */
  static Layer layer(ModelFile file, int layer, float most) {
    AttentionSettings settings = AttentionSettings.of(file, layer);
    int heads = file.positivePerLayer("attention.head_count", layer);
    Attention attention =
        Attention.load(file, layer, most > 0 ? settings.withAlibi(heads, most) : settings);
    FeedForward feedForward = FeedForward.Dense.ungated(file, layer, Activation.GELU);
    return Layer.load(file, layer, Norm.Kind.LAYER, attention, feedForward);
  }
}
