package io.llamajar.sampling;

/** Keeps the k likeliest candidates; k = 1 is greedy sampling. */
record TopK(int k) implements Sampler {

  @Override
  public void apply(Candidates candidates) {
    candidates.order(k);
    candidates.truncate(k);
  }
}
