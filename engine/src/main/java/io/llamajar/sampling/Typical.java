package io.llamajar.sampling;

/**
 * Keeps the fewest candidates that together have more than the probability p, those first whose
 * surprise is nearest to the expected one.
 *
 * <p>Meister et al. 2022, "Locally Typical Sampling". The surprise of a token is the negative
 * logarithm of its probability and entropy is its mean, so that the two differ by as much as the
 * token's logit differs from the mean logit: those that are kept lie next to each other in the
 * order of logits.
 */
final class Typical implements Sampler {
  private static final int FURTHER = 64;

  private final double p;
  private final int minKeep;
  private final Reach reach = new Reach();

  Typical(double p, int minKeep) {
    this.p = p;
    this.minKeep = minKeep;
  }

  @Override
  public void apply(Candidates candidates) {
    double wanted = p * candidates.weigh();
    double mean = candidates.meanDistance();
    candidates.orderFrom(mean - reach.of(candidates, mean, wanted));
    int to = 0;
    while (to < candidates.size() && candidates.distance(to) > mean) {
      to++;
      orderPast(to, candidates);
    }
    int from = to;
    double sum = 0;
    while ((sum <= wanted || to - from < minKeep) && to - from < candidates.size()) {
      if (to == candidates.size() || (from > 0 && isNearer(from - 1, to, mean, candidates))) {
        from--;
        sum += candidates.weight(from);
      } else {
        sum += candidates.weight(to);
        to++;
        orderPast(to, candidates);
      }
    }
    candidates.keep(from, to);
  }

  private static void orderPast(int i, Candidates candidates) {
    if (i == candidates.ordered()) {
      candidates.order(Math.max(FURTHER, 4 * i));
    }
  }

  /** Of equals the likelier one is the nearer. */
  private static boolean isNearer(int above, int below, double mean, Candidates candidates) {
    return candidates.distance(above) - mean <= mean - candidates.distance(below);
  }
}
