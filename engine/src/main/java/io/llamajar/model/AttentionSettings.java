package io.llamajar.model;

import io.llamajar.kernel.Alibi;
import io.llamajar.kernel.Scoring;
import io.llamajar.kernel.Sight;
import io.llamajar.ops.Rope;
import java.util.Optional;

/**
 * What distinguishes one model's attention from another's.
 *
 * @param rope turns queries and keys, if anything does
 * @param sight which positions a token sees
 * @param scoring how it weighs what it sees
 * @param temperature sharpens that far into a text, if anything does
 * @param headNorm normalises queries and keys where a file has no norms for them
 * @param normsFirst whether they are normalised before they are turned, not after
 */
record AttentionSettings(
    Optional<Rope> rope,
    Sight sight,
    Scoring scoring,
    Optional<Temperature> temperature,
    Optional<Norm> headNorm,
    boolean normsFirst) {

  private static final float LARGEST_SCALE = 1_000;
  private static final float LARGEST_CAP = 1e6f;

  /**
   * Nothing is turned, all earlier positions are seen, and scores are multiplied with the file's
   * scale or 1 / sqrt(key width), and capped if the file says so.
   */
  static AttentionSettings of(ModelFile file, int layer) {
    float told = file.real("attention.scale", 0, 0, LARGEST_SCALE);
    float usual = (float) (1 / Math.sqrt(Attention.kvShape(file, layer).keyWidth()));
    float cap = file.real("attn_logit_softcapping", 0, 0, LARGEST_CAP);
    return new AttentionSettings(
        Optional.empty(),
        Sight.CAUSAL,
        Scoring.by(told == 0 ? usual : told).withCap(cap),
        Optional.empty(),
        Optional.empty(),
        true);
  }

  AttentionSettings withRope(Rope newRope) {
    return new AttentionSettings(
        Optional.of(newRope), sight, scoring, temperature, headNorm, normsFirst);
  }

  AttentionSettings withSight(Sight newSight) {
    return new AttentionSettings(rope, newSight, scoring, temperature, headNorm, normsFirst);
  }

  AttentionSettings withWindow(int window) {
    return withSight(new Sight.Back(window));
  }

  AttentionSettings withScoring(Scoring newScoring) {
    return new AttentionSettings(rope, sight, newScoring, temperature, headNorm, normsFirst);
  }

  AttentionSettings withScale(double scale) {
    return withScoring(
        new Scoring((float) scale, scoring.cap(), scoring.slopes(), scoring.sinks()));
  }

  /** With attention with linear biases, whose last slope has the exponent {@code -most}. */
  AttentionSettings withAlibi(int heads, float most) {
    return withScoring(scoring.withSlopes(Alibi.slopes(heads, most)));
  }

  AttentionSettings withTemperature(Temperature newTemperature) {
    return new AttentionSettings(
        rope, sight, scoring, Optional.of(newTemperature), headNorm, normsFirst);
  }

  AttentionSettings withHeadNorm(Norm newHeadNorm) {
    return new AttentionSettings(
        rope, sight, scoring, temperature, Optional.of(newHeadNorm), normsFirst);
  }

  AttentionSettings withNormsLast() {
    return new AttentionSettings(rope, sight, scoring, temperature, headNorm, false);
  }
}
