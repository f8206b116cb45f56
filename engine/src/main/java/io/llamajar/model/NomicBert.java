package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Nomic Embed and Jina Embeddings 3: BERT that turns queries and keys instead of adding positions.
 *
 * <p>Nomic's first feed-forward network has a gate and SiLU; the others have neither, and Nomic's
 * second has experts in every other layer.
 *
 * <p>Source: Nussbaum et al., <i>Nomic Embed</i>, 2024; Nussbaum and Duderstadt, <i>Training Sparse
 * Mixture of Experts Text Embedding Models</i>, 2025; Sturua et al., <i>jina-embeddings-v3</i>,
 * 2024.
 */
final class NomicBert {
  private NomicBert() {}

  static Encoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    Activation activation = file.has("blk.0.ffn_gate.weight") ? Activation.SILU : Activation.GELU;
    List<Layer> layers =
        Stack.layers(
            file, i -> Bert.layer(file, i, Bert.settings(file, i).withRope(rope), activation));
    Head head = Head.withoutNorm(file, Bert.embeddings(file));
    return new Encoder(new Stack(head, List.of(rope), layers));
  }
}
