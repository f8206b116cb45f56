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
 * @param norms whether queries and keys are normalised
 * @param headNorm what normalises them if it is not in the file
 * @param normBehind normalises what all heads have attended to, if anything does
 */
record AttentionSettings(
    Optional<Rope> rope,
    Sight sight,
    Scoring scoring,
    Optional<Temperature> temperature,
    Norms norms,
    Optional<Norm> headNorm,
    Optional<Norm> normBehind) {

  /** Whether queries and keys are normalised. */
  enum Norms {
    NONE,
    /** Before they are turned. */
    FIRST,
    /** After they were turned. */
    LAST
  }

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
        file.isCausal() ? Sight.CAUSAL : Sight.ALL,
        Scoring.by(told == 0 ? usual : told).withCap(cap),
        Optional.empty(),
        Norms.NONE,
        Optional.empty(),
        Optional.empty());
  }

  AttentionSettings withRope(Rope newRope) {
    return new AttentionSettings(
        Optional.of(newRope), sight, scoring, temperature, norms, headNorm, normBehind);
  }

  AttentionSettings withSight(Sight newSight) {
    return new AttentionSettings(rope, newSight, scoring, temperature, norms, headNorm, normBehind);
  }

  AttentionSettings withScoring(Scoring newScoring) {
    return new AttentionSettings(rope, sight, newScoring, temperature, norms, headNorm, normBehind);
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
        rope, sight, scoring, Optional.of(newTemperature), norms, headNorm, normBehind);
  }

  /** Queries and keys are normalised as the file says, before they are turned. */
  AttentionSettings withNormsFirst() {
    return new AttentionSettings(
        rope, sight, scoring, temperature, Norms.FIRST, headNorm, normBehind);
  }

  /** Queries and keys are normalised as the file says, after they were turned. */
  AttentionSettings withNormsLast() {
    return new AttentionSettings(
        rope, sight, scoring, temperature, Norms.LAST, headNorm, normBehind);
  }

  /** Queries and keys are normalised by a norm that is not in the file, after they were turned. */
  AttentionSettings withNormLast(Norm norm) {
    return new AttentionSettings(
        rope, sight, scoring, temperature, Norms.LAST, Optional.of(norm), normBehind);
  }

  /** What all heads have attended to is normalised. */
  AttentionSettings withNormBehind(Norm norm) {
    return new AttentionSettings(
        rope, sight, scoring, temperature, norms, headNorm, Optional.of(norm));
  }
}
