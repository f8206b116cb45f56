package io.llamajar.sampling;

/**
 * Keeps the fewest of the likeliest candidates that together have at least the probability p;
 * always one.
 *
 * <p>Also called nucleus sampling: Holtzman et al. 2019, "The Curious Case of Neural Text
 * Degeneration".
 */
record TopP(double p) implements Sampler {
  /** The nucleus is mostly small: only so many candidates are put in order at first. */
  private static final int FIRST_ORDERED = 64;

  @Override
  public void apply(Candidates candidates) {
    double wanted = p * candidates.totalWeight();
    double sum = 0;
    int kept = 0;
    do {
      if (kept == candidates.ordered()) {
        candidates.order(Math.max(FIRST_ORDERED, 4 * kept));
      }
      sum += candidates.weight(kept++);
    } while (sum < wanted && kept < candidates.size());
    candidates.truncate(kept);
  }
}
