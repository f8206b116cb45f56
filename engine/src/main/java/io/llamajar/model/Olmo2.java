package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * OLMo 2 and 3: norms behind each part, and over all queries and all keys; in OLMo 3 three of four
 * layers see a window.
 *
 * <p>Source: OLMo Team, <i>2 OLMo 2 Furious</i>, 2025.
 */
final class Olmo2 {
  private Olmo2() {}

  private static final int PATTERN = 4;

  static Decoder load(ModelFile file) {
    int headWidth = Attention.kvShape(file, 0).keyWidth();
    Windows windows = Windows.load(file, PATTERN);
    Rope global = Ropes.load(file, Pairing.HALVES, headWidth);
    Rope local = Ropes.plain(file, Pairing.HALVES, headWidth, "rope.freq_base");
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              AttentionSettings settings =
                  AttentionSettings.of(file, i)
                      .withSight(windows.back(i))
                      .withRope(windows.isLocal(i) ? local : global)
                      .withNormsFirst();
              return layer(file, i, settings);
            });
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(global, local), layers);
  }

  /** A layer with norms behind its parts only. */
  static Layer layer(ModelFile file, int layer, AttentionSettings settings) {
    return new Layer.Sequential(
        Layer.Norms.after(file, layer, Norm.Kind.RMS),
        Attention.load(file, layer, settings),
        Llama.feedForward(file, layer),
        1);
  }
}
