package io.llamajar.model;

import io.llamajar.ops.Rope;
import io.llamajar.tensor.KvShape;
import java.util.Optional;

/**
 * What distinguishes one model's attention from another's.
 *
 * @param rope turns queries and keys, if anything does
 * @param scale what query-key products are multiplied with
 * @param window the most positions a token sees, itself included
 * @param normsFirst whether queries and keys are normalised, where a file has norms for them,
 *     before they are turned, not after
 */
record AttentionSettings(Optional<Rope> rope, float scale, int window, boolean normsFirst) {
  private static final float LARGEST_SCALE = 1_000;

  /** Nothing is turned, all positions are seen, and the file's scale or 1 / sqrt(key width). */
  static AttentionSettings of(ModelFile file, int layer) {
    KvShape kv = Attention.kvShape(file, layer);
    float scale = file.real("attention.scale", 0, 0, LARGEST_SCALE);
    float usual = (float) (1 / Math.sqrt(kv.keyWidth()));
    return new AttentionSettings(
        Optional.empty(), scale == 0 ? usual : scale, Integer.MAX_VALUE, true);
  }

  AttentionSettings withRope(Rope newRope) {
    return new AttentionSettings(Optional.of(newRope), scale, window, normsFirst);
  }

  AttentionSettings withScale(double newScale) {
    return new AttentionSettings(rope, (float) newScale, window, normsFirst);
  }

  AttentionSettings withWindow(int newWindow) {
    return new AttentionSettings(rope, scale, newWindow, normsFirst);
  }

  AttentionSettings withNormsLast() {
    return new AttentionSettings(rope, scale, window, false);
  }
}
