package io.llamajar.sampling;

/**
 * Divides the logits by a temperature that rises with how open the next token is.
 *
 * <p>The entropy of the candidates, from 0 (one is certain) to 1 (all are alike), leads from the
 * least temperature to the greatest. Also called entropy-based dynamic temperature, of KoboldCpp.
 */
final class DynamicTemperature implements Sampler {
  private final double least;
  private final double most;
  private final double exponent;

  DynamicTemperature(Sampling.Warmth warmth) {
    least = Math.max(0, warmth.temperature() - warmth.range());
    most = warmth.temperature() + warmth.range();
    exponent = warmth.exponent();
  }

  @Override
  public void apply(Candidates candidates) {
    double total = candidates.weigh();
    int possible = 0;
    for (int i = 0; i < candidates.size(); i++) {
      possible += candidates.logit(i) > Float.NEGATIVE_INFINITY ? 1 : 0;
    }
    if (possible > 1) {
      double entropy = StrictMath.log(total) - candidates.meanDistance();
      double openness = Math.clamp(entropy / StrictMath.log(possible), 0, 1);
      Temperature.scale(candidates, least + (most - least) * Power.of(openness, exponent));
    }
  }
}
