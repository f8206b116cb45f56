package io.llamajar.sampling;

/**
 * What both versions of mirostat learn: how surprising a token may be, so that those that come are
 * on average as surprising as the target. In bits: the token's negative binary logarithm of
 * probability.
 *
 * <p>Basu et al. 2021, "Mirostat: A Neural Text Decoding Algorithm that Directly Controls
 * Perplexity".
 */
final class Surprise {
  static final double LN_2 = 0x1.62e42fefa39efp-1;

  private final double target; // tau
  private final double rate; // eta
  private double allowed; // mu
  private int drawn = -1;
  private double surprise; // of the token drawn

  Surprise(Sampling.Mirostat mirostat) {
    target = mirostat.entropy();
    rate = mirostat.rate();
    allowed = 2 * target;
  }

  double allowed() {
    return allowed;
  }

  void drawn(int i, Candidates candidates) {
    drawn = candidates.id(i);
    surprise = -StrictMath.log(candidates.probability(i)) / LN_2;
  }

  void accept(int token) {
    if (token == drawn) {
      allowed -= rate * (surprise - target);
    }
    forget();
  }

  /** Forgets which token was drawn; what is allowed stays. */
  void forget() {
    drawn = -1;
  }
}
