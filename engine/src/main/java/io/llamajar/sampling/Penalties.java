package io.llamajar.sampling;

import java.util.Arrays;

/**
 * Makes tokens less likely that were seen lately, so that the text does not go round in circles.
 *
 * <p>The repetition penalty is that of CTRL (Keskar et al. 2019, section 4.1), which divides the
 * logit; a negative one is multiplied instead, or the token would become more likely. Frequency and
 * presence penalty are those of OpenAI's API. The arithmetic is float, as in llama.cpp.
 */
final class Penalties implements Sampler {
  private final float repeat;
  private final float frequency;
  private final float presence;

  private final int[] counts; // [vocabulary] how often a token is among the recent
  private final int[] recent; // [lastN] a ring: the oldest token is replaced next
  private int oldest;
  private boolean full;

  Penalties(Sampling.Repetition repetition, int vocabularySize) {
    repeat = (float) repetition.penalty();
    frequency = (float) repetition.frequency();
    presence = (float) repetition.presence();
    counts = new int[vocabularySize];
    recent = new int[repetition.lastN()];
  }

  @Override
  public void accept(int token) {
    if (full) {
      counts[recent[oldest]]--;
    }
    counts[token]++;
    recent[oldest] = token;
    oldest = (oldest + 1) % recent.length;
    full |= oldest == 0;
  }

  @Override
  public void forget() {
    Arrays.fill(counts, 0);
    oldest = 0;
    full = false;
  }

  @Override
  public void apply(Candidates candidates) {
    for (int i = 0; i < candidates.size(); i++) {
      int count = counts[candidates.id(i)];
      if (count > 0) {
        float logit = candidates.logit(i);
        float repeated = logit > 0 ? logit / repeat : logit * repeat;
        candidates.setLogit(i, repeated - (count * frequency + presence));
      }
    }
  }
}
