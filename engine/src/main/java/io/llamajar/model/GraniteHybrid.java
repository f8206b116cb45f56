package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Granite 4: most layers are Mamba-2's, and attention knows no positions.
 *
 * <p>Source: IBM Research, <i>Granite 4.0 Language Models</i>, 2025.
 */
final class GraniteHybrid {
  private GraniteHybrid() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    List<Layer> layers = Stack.layers(file, i -> Granite.layer(file, i, mixer(file, i, rope)));
    return new Stack(Granite.head(file), List.of(rope), layers);
  }

  private static Mixer mixer(ModelFile file, int layer, Rope rope) {
    if (!Attention.isIn(file, layer)) {
      return SelectiveState.load(file, layer);
    }
    return Granite.attention(file, layer, rope);
  }
}
