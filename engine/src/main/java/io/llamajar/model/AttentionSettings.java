package io.llamajar.model;

import io.llamajar.tensor.KvShape;

/**
 * What distinguishes one model's attention from another's.
 *
 * @param scale what query-key products are multiplied with
 * @param window the most positions a token sees, itself included
 * @param headNorms whether each head's query and key are normalised before they are turned
 */
record AttentionSettings(float scale, int window, boolean headNorms) {
  private static final float LARGEST_SCALE = 1_000;

  /** All positions, no norms, and the file's scale or else 1 / sqrt(key width). */
  static AttentionSettings of(ModelFile file, KvShape kv) {
    float scale = file.real("attention.scale", 0, 0, LARGEST_SCALE);
    float usual = (float) (1 / Math.sqrt(kv.keyWidth()));
    return new AttentionSettings(scale == 0 ? usual : scale, Integer.MAX_VALUE, false);
  }

  AttentionSettings withScale(double newScale) {
    return new AttentionSettings((float) newScale, window, headNorms);
  }

  AttentionSettings withWindow(int newWindow) {
    return new AttentionSettings(scale, newWindow, headNorms);
  }

  AttentionSettings withHeadNorms() {
    return new AttentionSettings(scale, window, true);
  }
}
