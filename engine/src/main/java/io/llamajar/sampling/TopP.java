package io.llamajar.sampling;

/**
 * Keeps the fewest of the likeliest candidates that together have at least the probability p;
 * always one.
 *
 * <p>Also called nucleus sampling: Holtzman et al. 2019, "The Curious Case of Neural Text
 * Degeneration".
 */
final class TopP implements Sampler {
  private static final int FURTHER = 64;

  private final double p;
  private final int minKeep;
  private final Reach reach = new Reach();

  TopP(double p, int minKeep) {
    this.p = p;
    this.minKeep = minKeep;
  }

  @Override
  public void apply(Candidates candidates) {
    double wanted = p * candidates.weigh();
    candidates.orderFrom(-reach.of(candidates, 0, wanted));
    double sum = 0;
    int kept = 0;
    do {
      if (kept == candidates.ordered()) { // rounding, or more are to be kept
        candidates.order(Math.max(FURTHER, 4 * kept));
      }
      sum += candidates.weight(kept++);
    } while ((sum < wanted || kept < minKeep) && kept < candidates.size());
    candidates.truncate(kept);
  }
}
