package io.llamajar.model;

import io.llamajar.gguf.GgufValue;
import io.llamajar.kernel.DeltaRule;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;
import java.util.Optional;

/**
 * Qwen 3 Next, and Qwen 3.5 with experts or without: gated delta nets, and gated attention in every
 * fourth layer.
 *
 * <p>Source: Qwen Team, <i>Qwen3-Next</i>, 2025.
 */
final class Qwen3Next {
  private Qwen3Next() {}

  private static final int INTERVAL = 4;

  static Decoder load(ModelFile file) {
    return load(file, DeltaRule.Sharing.RUNS);
  }

  /** The version whose value heads are in another order. */
  static Decoder load35(ModelFile file) {
    return load(file, DeltaRule.Sharing.ROUND);
  }

  private static Decoder load(ModelFile file, DeltaRule.Sharing sharing) {
    // Of texts, all sections of a multi-section embedding see the same positions.
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers =
        Stack.layers(
            file,
            i ->
                Llama.layer(
                    file,
                    i,
                    attends(file, i)
                        ? Attention.load(file, i, rope)
                        : DeltaNet.load(file, i, sharing)));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(rope), layers);
  }

  private static boolean attends(ModelFile file, int layer) {
    Optional<GgufValue.Array> recurrent = file.findPerLayer("attention.recurrent_layers");
    return recurrent.isPresent()
        ? recurrent.get().whole(layer) == 0
        : (layer + 1) % file.positive("full_attention_interval", INTERVAL) == 0;
  }
}
