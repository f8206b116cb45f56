package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Alibi;
import io.llamajar.tensor.Vector;
import java.util.List;

/**
 * Jina Embeddings 2 and Jina Reranker 1: BERT that weighs tokens less the farther away they are,
 * with a gated feed-forward network.
 *
 * <p>Source: Günther et al., <i>Jina Embeddings 2</i>, 2023.
 */
final class JinaBert2 {
  private static final float MOST_ALIBI = 8;

  private JinaBert2() {}

  static Encoder load(ModelFile file) {
    List<Layer> layers =
        Stack.layers(file, i -> Bert.layer(file, i, settings(file, i), Activation.GELU));
    Head head = Head.withoutNorm(file, Bert.embeddings(file));
    return new Encoder(new Stack(head, List.of(), layers));
  }

  private static AttentionSettings settings(ModelFile file, int layer) {
    Vector slopes = Alibi.slopes(file.positivePerLayer("attention.head_count", layer), MOST_ALIBI);
    AttentionSettings settings = Bert.settings(file, layer);
    return settings.withScoring(settings.scoring().withSlopes(slopes));
  }
}
