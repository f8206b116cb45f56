package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgufValue;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Qwen 3 Next, and Qwen 3.5 with experts or without: gated delta nets, and gated attention in every
 * fourth layer.
 *
 * <p>Source: Qwen Team, <i>Qwen3-Next</i>, 2025.
 */
final class Qwen3Next {
  private Qwen3Next() {}

  private static final int INTERVAL = 4;
  private static final String SECTIONS = "rope.dimension_sections";
  private static final int MOST = 1 << 20; // pairs

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return load(file, rope, i -> DeltaNet.joint(file, i));
  }

  /** The version whose projections are apart, and whose rotary embedding has sections. */
  static Decoder load35(ModelFile file) {
    return load(file, sectioned(file), i -> DeltaNet.separate(file, i));
  }

  private static Decoder load(ModelFile file, Rope rope, IntFunction<Mixer> deltaNet) {
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i -> {
          Mixer mixer = attends(file, i) ? attention(file, i, rope) : deltaNet.apply(i);
          return Llama.layer(file, i, mixer);
        });
  }

  /**
   * Pairs of multi-section embeddings turn by time, height or width in turn, as far as there are
   * sections, which of a text all are its positions. The others do not turn.
   */
  private static Rope sectioned(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    Optional<GgufValue.Array> sections = file.metadata().findArray(file.key(SECTIONS));
    if (sections.isEmpty()) {
      return rope;
    }
    int all = 0;
    for (int i = 0; i < sections.get().size(); i++) {
      all += Math.clamp(sections.get().whole(i), 0, MOST);
    }
    if (sections.get().size() < 3 || all == 0) {
      throw new LlamajarException(
          "%s does not name its sections; the file is broken, convert or download it again"
              .formatted(file.key(SECTIONS)));
    }
    int count = all;
    return rope.ofPairs(pair -> pair % count < 3 * sections.get().whole(pair % count % 3));
  }

  private static Mixer attention(ModelFile file, int layer, Rope rope) {
    AttentionSettings settings = AttentionSettings.of(file, layer);
    return Attention.gated(file, layer, settings.withRope(rope).withNormsFirst());
  }

  private static boolean attends(ModelFile file, int layer) {
    Optional<GgufValue.Array> recurrent = file.findPerLayer("attention.recurrent_layers");
    return recurrent.isPresent()
        ? recurrent.get().whole(layer) == 0
        : (layer + 1) % file.positive("full_attention_interval", INTERVAL) == 0;
  }
}
