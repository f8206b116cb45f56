package io.llamajar.sampling;

/**
 * Keeps the candidates that have at least the share p of the likeliest one's probability.
 *
 * <p>Nguyen et al. 2024, "Turning Up the Heat: Min-p Sampling". Compared as logits, so that no
 * probability has to be computed.
 */
record MinP(double p, int minKeep) implements Sampler {

  @Override
  public void apply(Candidates candidates) {
    candidates.keepFrom(StrictMath.log(p), minKeep);
  }
}
