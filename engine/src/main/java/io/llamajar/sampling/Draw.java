package io.llamajar.sampling;

import io.llamajar.LlamajarException;

/** Draws one of the candidates, each with its softmax probability: the end of every chain. */
final class Draw {
  private final SplitMix64 random;

  Draw(SplitMix64 random) {
    this.random = random;
  }

  /** Gives its index; takes exactly one random number, however many candidates there are. */
  int from(Candidates candidates) {
    if (candidates.best() == Float.NEGATIVE_INFINITY) {
      throw new LlamajarException(
          "The sampling settings rule out every token; allow more of them or loosen the grammar");
    }
    // Below the total, as the fraction is below 1; "<=" passes by what has no probability.
    double target = random.nextFraction() * candidates.weigh();
    int chosen = 0;
    double sum = candidates.weighed(0);
    while (sum <= target) {
      chosen++;
      sum += candidates.weighed(chosen);
    }
    return chosen;
  }
}
