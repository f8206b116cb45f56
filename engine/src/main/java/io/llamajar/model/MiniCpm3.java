package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Scoring;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * MiniCPM 3: latent attention, with embeddings, residuals and logits scaled by constants.
 *
 * <p>Source: Hu et al., <i>MiniCPM: Unveiling the Potential of Small Language Models</i>, 2024.
 */
final class MiniCpm3 {
  private MiniCpm3() {}

  private static final float EMBEDDING = 12;
  private static final double RESIDUAL = 1.4; // over the root of the number of layers
  private static final double BASE_WIDTH = 256;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES, file.positive("rope.dimension_count"));
    float residual = (float) (RESIDUAL / Math.sqrt(file.layers()));
    List<Layer> layers =
        Stack.layers(file, i -> Llama.layer(file, i, attention(file, i, rope)).withScale(residual));
    Head head =
        Head.load(file, Norm.Kind.RMS)
            .withEmbeddingScale(EMBEDDING)
            .withLogitScale(BASE_WIDTH / file.positive("embedding_length"));
    return new Stack(head, List.of(rope), layers);
  }

  /** Latent attention with the usual scale. */
  static Mixer attention(ModelFile file, int layer, Rope rope) {
    LatentAttention.Widths widths = LatentAttention.Widths.of(file, layer);
    double scale = 1 / Math.sqrt(widths.still() + widths.turned());
    return new LatentAttention(file, layer, rope, Scoring.by((float) scale));
  }
}
