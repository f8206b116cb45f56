package io.llamajar.model;

import io.llamajar.gguf.GgufValue;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.Optional;

/**
 * Hunyuan dense, its vision model's text and Maincoder: heads are normalised after they are turned.
 *
 * <p>Source: Tencent, <i>Hunyuan dense models</i>, 2025.
 */
final class HunyuanDense {
  private HunyuanDense() {}

  private static final int SECTIONS = 4;

  static Decoder load(ModelFile file) {
    return load(file, Pairing.HALVES);
  }

  /** With neighbours turned together. */
  static Decoder loadAdjacent(ModelFile file) {
    return load(file, Pairing.ADJACENT);
  }

  private static Decoder load(ModelFile file, Pairing pairing) {
    Rope rope = sectioned(file, Ropes.load(file, pairing));
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i -> {
          AttentionSettings settings = AttentionSettings.of(file, i).withRope(rope).withNormsLast();
          return Llama.layer(file, i, Attention.load(file, i, settings));
        });
  }

  /** Of four sections of pairs the last does not turn in texts. */
  private static Rope sectioned(ModelFile file, Rope rope) {
    Optional<GgufValue.Array> sections =
        file.metadata().findArray(file.key("rope.dimension_sections"));
    if (sections.isEmpty() || sections.get().size() != SECTIONS) {
      return rope;
    }
    long turned = 0;
    for (int i = 0; i < SECTIONS - 1; i++) {
      turned += Math.max(0, sections.get().whole(i));
    }
    long some = turned;
    long all = turned + Math.max(0, sections.get().whole(SECTIONS - 1));
    return all == 0 ? rope : rope.ofPairs(pair -> pair % all < some);
  }
}
