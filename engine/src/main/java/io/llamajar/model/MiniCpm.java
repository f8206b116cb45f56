package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * MiniCPM: LLaMA with scaled embeddings, residuals and logits; old files do not say by how much.
 *
 * <p>Source: Hu et al., <i>MiniCPM</i>, 2024.
 */
final class MiniCpm {
  private MiniCpm() {}

  private static final float SMALLEST_SCALE = 1e-6f;
  private static final float LARGEST_SCALE = 1e6f;
  private static final float EMBEDDING = 12;
  private static final double RESIDUAL = 1.4; // over the root of the number of layers
  private static final float BASE_WIDTH = 256;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    float residual = (float) (RESIDUAL / Math.sqrt(file.positive("block_count")));
    float scale = file.real("residual_scale", residual, 0, LARGEST_SCALE);
    List<Layer> layers = Stack.layers(file, i -> Llama.layer(file, i, rope).withScale(scale));
    float logits = file.positive("embedding_length") / BASE_WIDTH;
    Head head =
        Head.load(file, Norm.Kind.RMS)
            .withEmbeddingScale(file.real("embedding_scale", EMBEDDING, 0, LARGEST_SCALE))
            .withLogitScale(1 / file.real("logit_scale", logits, SMALLEST_SCALE, LARGEST_SCALE));
    return new Stack(head, List.of(rope), layers);
  }
}
