package io.llamajar.sampling;

import java.util.Map;

/** Makes chosen tokens likelier or less likely by so much, whatever was said. */
final class LogitBias implements Sampler {
  private final float[] bias; // [vocabulary]

  LogitBias(Map<Integer, Float> chosen, int vocabularySize) {
    bias = new float[vocabularySize];
    chosen.forEach((token, amount) -> bias[token] = amount);
  }

  @Override
  public void apply(Candidates candidates) {
    for (int i = 0; i < candidates.size(); i++) {
      float amount = bias[candidates.id(i)];
      if (amount != 0) {
        candidates.setLogit(i, candidates.logit(i) + amount);
      }
    }
  }
}
