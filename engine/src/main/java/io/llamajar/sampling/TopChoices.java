package io.llamajar.sampling;

/**
 * Now and then leaves out the top choices, those of at least a threshold's probability, but the
 * least likely of them: the text goes where it seldom goes, and still makes sense.
 *
 * <p>XTC, "exclude top choices", of p-e-w for text-generation-webui, 2024. Takes exactly one random
 * number, whatever the candidates are.
 */
final class TopChoices implements Sampler {
  private final double probability;
  private final double threshold;
  private final int minKeep;
  private final SplitMix64 random;

  TopChoices(Sampling.Xtc xtc, int minKeep, SplitMix64 random) {
    probability = xtc.probability();
    threshold = xtc.threshold();
    this.minKeep = minKeep;
    this.random = random;
  }

  @Override
  public void apply(Candidates candidates) {
    if (random.nextFraction() >= probability) {
      return;
    }
    double least = threshold * candidates.weigh();
    int choices = 0;
    for (int i = 0; i < candidates.size(); i++) {
      choices += candidates.weighed(i) >= least ? 1 : 0;
    }
    if (choices > 1 && candidates.size() - (choices - 1) >= minKeep) {
      candidates.order(choices);
      candidates.keep(choices - 1, candidates.size());
    }
  }
}
