package io.llamajar.sampling;

/**
 * Keeps as many of the likeliest candidates as give the wanted surprise if probabilities follow
 * Zipf's law, whose exponent is estimated from the best hundred: mirostat 1, the paper's algorithm.
 */
final class Mirostat1 implements Sampler {
  private static final int ESTIMATED_FROM = 100;

  private final Surprise surprise;
  private final int vocabularySize;

  Mirostat1(Sampling.Mirostat mirostat, int vocabularySize) {
    surprise = new Surprise(mirostat);
    this.vocabularySize = vocabularySize;
  }

  @Override
  public void apply(Candidates candidates) {
    candidates.order(ESTIMATED_FROM);
    int count = count(exponent(candidates));
    candidates.order(count);
    candidates.truncate(count);
  }

  /** The slope of logarithms of probability over those of rank, by least squares. */
  private static double exponent(Candidates candidates) {
    double products = 0;
    double squares = 0;
    for (int i = 0; i + 1 < Math.min(ESTIMATED_FROM, candidates.size()); i++) {
      double ranks = StrictMath.log((i + 2.0) / (i + 1.0));
      double drop = candidates.distance(i) - candidates.distance(i + 1);
      if (drop < Double.POSITIVE_INFINITY) { // down to what is ruled out, which says nothing
        products += ranks * drop;
        squares += ranks * ranks;
      }
    }
    return products / squares;
  }

  /** At least one; also where a single candidate leaves no exponent to estimate. */
  private int count(double exponent) {
    double excess = exponent - 1;
    double count =
        Power.of(
            excess * Power.of(2, surprise.allowed()) / (1 - Power.of(vocabularySize, -excess)),
            1 / exponent);
    return Math.max(1, (int) count);
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
