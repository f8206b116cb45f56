package io.llamajar.model;

import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;

/**
 * SmolLM 3: LLaMA in which every fourth layer knows no positions.
 *
 * <p>Source: Hugging Face, <i>SmolLM3: smol, multilingual, long-context reasoner</i>, 2025.
 */
final class SmolLm3 {
  private SmolLm3() {}

  private static final int PERIOD = 4;

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    AttentionSettings settings = AttentionSettings.of(file, layer);
    boolean turns = (layer + 1) % PERIOD != 0;
    Attention attention = Attention.load(file, layer, turns ? settings.withRope(rope) : settings);
    return Llama.layer(file, layer, attention);
  }
}
