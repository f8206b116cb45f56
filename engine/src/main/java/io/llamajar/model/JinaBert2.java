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
        Stack.layers(
            file,
            i ->
                LateNormLayer.load(
                    file, i, Attention.load(file, i, settings(file, i)), feedForward(file, i)));
    Head head = Head.withoutNorm(file, Bert.embeddings(file));
    return new Encoder(new Stack(head, List.of(), layers));
  }

  private static AttentionSettings settings(ModelFile file, int layer) {
    Vector slopes = Alibi.slopes(file.positivePerLayer("attention.head_count", layer), MOST_ALIBI);
    AttentionSettings settings = Bert.settings(file, layer);
    settings = settings.withScoring(settings.scoring().withSlopes(slopes));
    return file.has("blk." + layer + ".attn_q_norm.weight") ? settings.withNormsFirst() : settings;
  }

  private static FeedForward feedForward(ModelFile file, int layer) {
    String block = "blk." + layer + ".ffn_";
    int inner = file.positivePerLayer("feed_forward_length", layer);
    return file.has(block + "gate.weight") || file.rows(block + "up.weight") != inner
        ? FeedForward.Dense.load(file, layer, Activation.GELU)
        : FeedForward.Dense.ungated(file, layer, Activation.GELU);
  }
}
