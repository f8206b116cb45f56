package io.llamajar.sampling;

/**
 * Divides the logits by the temperature: above 1 the distribution gets flatter, below 1 sharper; 0
 * leaves the best only.
 *
 * <p>The best logit is moved to 0 first, which changes no probability; the smallest temperature
 * then cannot drive several logits to infinity and make equals of them.
 */
record Temperature(double temperature) implements Sampler {

  static Sampler of(Sampling.Warmth warmth) {
    return warmth.range() > 0
        ? new DynamicTemperature(warmth)
        : new Temperature(warmth.temperature());
  }

  @Override
  public void apply(Candidates candidates) {
    scale(candidates, temperature);
  }

  static void scale(Candidates candidates, double temperature) {
    if (temperature == 0) {
      candidates.order(1);
      candidates.truncate(1);
    } else if (temperature != 1) {
      double best = candidates.best();
      for (int i = 0; i < candidates.size(); i++) {
        double logit = candidates.logit(i);
        candidates.setLogit(i, logit == best ? 0 : (float) ((logit - best) / temperature));
      }
    }
  }
}
