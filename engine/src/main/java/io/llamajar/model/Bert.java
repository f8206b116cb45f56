package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Sight;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * BERT and RoBERTa, of which most embedding models and rerankers are made: MiniLM, BGE, E5.
 *
 * <p>Source: Devlin et al., <i>BERT</i>, 2018.
 */
final class Bert {
  private Bert() {}

  static Encoder load(ModelFile file) {
    Head head = Head.withoutNorm(file, embeddings(file).withPositions(file));
    List<Layer> layers =
        Stack.layers(file, i -> layer(file, i, settings(file, i), Activation.GELU));
    return new Encoder(new Stack(head, List.of(), layers));
  }

  /** What these models see of tokens: all of them are of the first type, "sentence A". */
  static Embeddings embeddings(ModelFile file) {
    return Embeddings.load(file).withType(file).withNorm(file);
  }

  /** An attention that sees all. */
  static AttentionSettings settings(ModelFile file, int layer) {
    return AttentionSettings.of(file, layer).withSight(Sight.ALL);
  }

  /** A layer of this family. */
  static Layer layer(ModelFile file, int layer, AttentionSettings settings, Activation activation) {
    Attention attention = Attention.load(file, layer, settings);
    FeedForward feedForward = FeedForward.load(file, layer, activation, UnaryOperator.identity());
    return LateNormLayer.load(file, layer, attention, feedForward);
  }
}
