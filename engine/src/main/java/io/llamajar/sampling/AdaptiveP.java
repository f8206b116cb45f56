package io.llamajar.sampling;

/**
 * Prefers candidates whose probability is near a target; where the tokens that came were likelier
 * than it, the target goes down for the next, and up where they were less likely.
 *
 * <p>Adaptive-p of llama.cpp's pull request 17927, 2025, whose constants these are.
 */
final class AdaptiveP implements Sampler {
  private static final double WIDTH = 0.3; // of probability, around the target
  private static final double PEAK = 5; // the logit there
  private static final double SHARPNESS = 10;

  private final double target;
  private final double decay;
  private final double[] probabilities; // [vocabulary] before they were changed
  private double sum; // of the probabilities that came, the older the less
  private double count; // of them, likewise
  private int drawn = -1;

  AdaptiveP(Sampling.Adaptive adaptive, int vocabularySize) {
    target = adaptive.target();
    decay = adaptive.decay();
    probabilities = new double[vocabularySize];
    sum = target / (1 - decay); // as if there had been a long text that met the target
    count = 1 / (1 - decay);
  }

  @Override
  public void apply(Candidates candidates) {
    double now = Math.clamp(2 * target - sum / count, 0, 1);
    double total = candidates.weigh();
    for (int i = 0; i < candidates.size(); i++) {
      if (candidates.logit(i) > Float.NEGATIVE_INFINITY) {
        double probability = candidates.weighed(i) / total;
        probabilities[candidates.id(i)] = probability;
        double away = Math.abs(probability - now) / WIDTH;
        candidates.setLogit(i, (float) (PEAK - SHARPNESS * away * away / (1 + away)));
      }
    }
  }

  @Override
  public void drawn(int i, Candidates candidates) {
    drawn = candidates.id(i);
  }

  @Override
  public void accept(int token) {
    if (token == drawn) {
      sum = probabilities[token] + decay * sum;
      count = 1 + decay * count;
    }
    forget();
  }

  @Override
  public void forget() {
    drawn = -1;
  }
}
