package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Gemma 3: most layers see only a sliding window, and norms stand on both sides of each part.
 *
 * <p>Every sixth layer is global; the two kinds turn their heads by different rotary embeddings.
 *
 * <p>Source: Gemma Team, <i>Gemma 3 Technical Report</i>, 2025.
 */
final class Gemma3 {
  private Gemma3() {}

  private static final int PATTERN = 6; // one global layer in so many, where a file does not say
  private static final int LAYERS_OF_27B = 62;

  static Decoder load(ModelFile file) {
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
                      .withScale(Gemma2.scale(file, LAYERS_OF_27B))
                      .withSight(windows.back(i))
                      .withRope(windows.isLocal(i) ? local : global)
                      .withNormsFirst();
              return Gemma2.layer(file, i, settings);
            });
    return new Stack(Gemma.head(file), List.of(global, local), layers);
  }
}
