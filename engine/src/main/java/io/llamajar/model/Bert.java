package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Sight;
import java.util.List;

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
        Stack.layers(
            file,
            i ->
                LateNormLayer.load(
                    file,
                    i,
                    Attention.load(file, i, settings(file, i)),
                    FeedForward.Dense.ungated(file, i, Activation.GELU)));
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
}
