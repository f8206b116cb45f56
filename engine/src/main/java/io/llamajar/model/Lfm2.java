package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Sight;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * LFM2, with experts or without: gated short convolutions, and attention in some layers.
 *
 * <p>Source: Liquid AI, <i>LFM2 Technical Report</i>, 2025.
 */
final class Lfm2 {
  private Lfm2() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers = Stack.layers(file, i -> Llama.layer(file, i, mixer(file, i, rope)));
    return new Stack(Head.load(file, Norm.Kind.RMS, "token_embd_norm"), List.of(rope), layers);
  }

  private static Mixer mixer(ModelFile file, int layer, Rope rope) {
    if (!Attention.isIn(file, layer)) {
      return ShortConvolution.load(file, layer);
    }
    AttentionSettings settings = AttentionSettings.of(file, layer).withRope(rope).withNormsFirst();
    int window = file.metadata().integer(file.key("attention.sliding_window"), 0);
    return Attention.load(
        file, layer, window > 0 ? settings.withSight(new Sight.Back(window)) : settings);
  }
}
