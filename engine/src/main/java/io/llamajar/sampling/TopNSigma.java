package io.llamajar.sampling;

/**
 * Keeps the candidates whose logit is at most n standard deviations of all logits below the best.
 *
 * <p>Tang et al. 2024, "Top-nσ: Not All Logits Are You Need". Temperature does not change what is
 * kept.
 */
record TopNSigma(double n) implements Sampler {

  @Override
  public void apply(Candidates candidates) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.logit(i) > Float.NEGATIVE_INFINITY) {
        sum += candidates.distance(i);
        count++;
      }
    }
    double mean = sum / Math.max(1, count);
    double squares = 0;
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.logit(i) > Float.NEGATIVE_INFINITY) {
        double deviation = candidates.distance(i) - mean;
        squares += deviation * deviation;
      }
    }
    double sigma = Math.sqrt(squares / Math.max(1, count));
    candidates.keepFrom(sigma < Double.POSITIVE_INFINITY ? -n * sigma : 0, 1);
  }
}
