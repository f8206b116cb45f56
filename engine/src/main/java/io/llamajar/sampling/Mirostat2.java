package io.llamajar.sampling;

/**
 * Keeps the candidates that are no more surprising than is allowed, at least the likeliest:
 * mirostat 2, which needs no law of how probabilities fall.
 */
final class Mirostat2 implements Sampler {
  private final Surprise surprise;

  Mirostat2(Sampling.Mirostat mirostat) {
    surprise = new Surprise(mirostat);
  }

  @Override
  public void apply(Candidates candidates) {
    double total = candidates.weigh();
    candidates.keepFrom(StrictMath.log(total) - surprise.allowed() * Surprise.LN_2, 1);
  }

  @Override
  public void drawn(int i, Candidates candidates) {
    surprise.drawn(i, candidates);
  }

  @Override
  public void accept(int token) {
    surprise.accept(token);
  }

  @Override
  public void forget() {
    surprise.forget();
  }
}
