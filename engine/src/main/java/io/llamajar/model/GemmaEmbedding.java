package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * EmbeddingGemma: Gemma 3 as an encoder, whose windows reach to both sides.
 *
 * <p>Source: Schechter Vera et al., <i>EmbeddingGemma</i>, 2025.
 */
final class GemmaEmbedding {
  private static final int PATTERN = 6; // one global layer in so many, where a file does not say

  private GemmaEmbedding() {}

  static Encoder load(ModelFile file) {
    int headWidth = Attention.kvShape(file, 0).keyWidth();
    Rope global = Ropes.load(file, Pairing.HALVES, headWidth);
    Rope local = Ropes.plain(file, Pairing.HALVES, headWidth, "rope.freq_base_swa");
    Windows windows = Windows.load(file, PATTERN);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              AttentionSettings settings =
                  AttentionSettings.of(file, i)
                      .withSight(windows.around(i))
                      .withRope(windows.isLocal(i) ? local : global)
                      .withNormsFirst();
              return Gemma2.layer(file, i, settings);
            });
    return new Encoder(new Stack(Gemma.head(file), List.of(global, local), layers));
  }
}
