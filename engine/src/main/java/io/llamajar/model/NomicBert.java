package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Nomic Embed and Jina Embeddings 3: BERT that turns queries and keys instead of adding positions.
 *
 * <p>Nomic's first model has a gate and SiLU in its feed-forward networks; the others have neither,
 * and Nomic's second has experts in every other layer.
 *
 * <p>Source: Nussbaum et al., <i>Nomic Embed</i>, 2024; Nussbaum and Duderstadt, <i>Training Sparse
 * Mixture of Experts Text Embedding Models</i>, 2025; Sturua et al., <i>jina-embeddings-v3</i>,
 * 2024.
 */
final class NomicBert {
  private NomicBert() {}

  static Encoder load(ModelFile file) {
    return load(file, i -> FeedForward.Dense.load(file, i, Activation.SILU));
  }

  static Encoder loadUngated(ModelFile file) {
    return load(
        file,
        i ->
            Experts.isIn(file, i)
                ? Experts.ungated(file, i, Activation.GELU, Experts.routing(file, i))
                : FeedForward.Dense.ungated(file, i, Activation.GELU));
  }

  private static Encoder load(ModelFile file, IntFunction<FeedForward> feedForward) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              AttentionSettings settings = Bert.settings(file, i).withRope(rope);
              Attention attention = Attention.load(file, i, settings);
              return LateNormLayer.load(file, i, attention, feedForward.apply(i));
            });
    Head head = Head.withoutNorm(file, Bert.embeddings(file));
    return new Encoder(new Stack(head, List.of(rope), layers));
  }
}
