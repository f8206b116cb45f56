package io.llamajar.sampling;

/**
 * Divides the logits by the temperature: above 1 the distribution gets flatter, below 1 sharper.
 *
 * <p>The best logit is moved to 0 first, which changes no probability; the smallest temperature
 * then cannot drive several logits to infinity and make equals of them.
 */
record Temperature(double temperature) implements Sampler {

  @Override
  public void apply(Candidates candidates) {
    double best = candidates.best();
    for (int i = 0; i < candidates.size(); i++) {
      double logit = candidates.logit(i);
      candidates.setLogit(i, logit == best ? 0 : (float) ((logit - best) / temperature));
    }
  }
}
