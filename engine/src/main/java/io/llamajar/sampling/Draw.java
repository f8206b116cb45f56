package io.llamajar.sampling;

import io.llamajar.LlamajarException;

/** Draws one of the candidates, each with its softmax probability: the end of every chain. */
final class Draw {
  private final SplitMix64 random;

  Draw(SplitMix64 random) {
    this.random = random;
  }

  /** Gives the token; takes exactly one random number, however many candidates there are. */
  int token(Candidates candidates) {
    if (candidates.best() == Float.NEGATIVE_INFINITY) {
      throw new LlamajarException(
          "The sampling settings rule out every token; allow more of them or loosen the grammar");
    }
    double[] cumulative = candidates.cumulative(); // sum of the weights up to a candidate
    double total = 0;
    for (int i = 0; i < candidates.size(); i++) {
      total += candidates.weight(i);
      cumulative[i] = total;
    }
    // Below total, as the fraction is below 1; "<=" passes by what has no probability.
    double target = random.nextFraction() * total;
    int chosen = 0;
    while (cumulative[chosen] <= target) {
      chosen++;
    }
    return candidates.id(chosen);
  }
}
