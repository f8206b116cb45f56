package io.llamajar.speculation;

/**
 * What a pass costs by its number of rows, as far as was seen: a base and so much for each further
 * row.
 *
 * <p>Weights are read once for all rows, so that a second row costs less than the first: where
 * memory is slow beside arithmetic, nearly nothing.
 */
public final class PassCost {
  /*
   * A 1.2 B llama on two cores of an AMD EPYC (Zen 4 or later, AVX-512), 2026-11, best of 12: 2 tokens
   * cost 1.15 times one, 4 1.6, 8 2.2, 16 3.3 in Q4_0; 1.2, 1.5, 2.1, 3.2 in Q4_K.
   */
  private static final double SHARE = 0.16; // of a further row, until something else was seen
  private static final double LEAST_SHARE = 0.02;
  private static final double MOST_SHARE = 0.3; // however slow a pass was that others disturbed
  private static final double WEIGHT = 0.05; // of the latest pass
  private static final double LEAST_SPREAD = 0.25; // of rows, squared, to learn a share of

  /** What must be won at least, as an estimate may be wrong. */
  private static final double WORTH = 1.05;

  private double share = SHARE;
  private double meanRows;
  private double meanSeconds;
  private double meanSquare; // of rows
  private double meanProduct; // of rows and seconds

  /**
   * What is known when guesses are made.
   *
   * @param rate how often a guess has been right lately
   * @param sequences that guess, each as many tokens
   * @param price what a guess itself costs, in passes of one row
   * @param rereads whether all right guesses are read once more after a wrong one
   */
  public record Outlook(double rate, int sequences, double price, boolean rereads) {}

  /** Learns from a pass. */
  public void learn(int rows, double seconds) {
    double weight = meanRows == 0 ? 1 : WEIGHT;
    meanRows += weight * (rows - meanRows);
    meanSeconds += weight * (seconds - meanSeconds);
    meanSquare += weight * ((double) rows * rows - meanSquare);
    meanProduct += weight * (rows * seconds - meanProduct);
    double spread = meanSquare - meanRows * meanRows;
    if (spread > LEAST_SPREAD) { // the line with the least squares
      double perRow = (meanProduct - meanRows * meanSeconds) / spread;
      double one = meanSeconds - perRow * (meanRows - 1);
      share = one > 0 ? Math.clamp(perRow / one, LEAST_SHARE, MOST_SHARE) : MOST_SHARE;
    }
  }

  /** The seconds that a pass of one row takes; 0 while that is not known. */
  public double seconds() {
    return meanRows == 0 ? 0 : meanSeconds / rows(meanRows);
  }

  /** The cost of a pass, in passes of one row. */
  private double rows(double rows) {
    return 1 + share * (rows - 1);
  }

  /** How many guesses, at most {@code most}, give the most tokens in a time; 0 if none pays. */
  public int best(Outlook outlook, int most) {
    double without = rows(outlook.sequences);
    double best = WORTH;
    double tokens = 1; // that a sequence comes to in a pass: 1 + rate + rate^2 ...
    double allRight = 1; // the probability of that
    int length = 0;
    for (int guesses = 1; guesses <= most; guesses++) {
      allRight *= outlook.rate;
      tokens += allRight;
      double again = outlook.rereads ? (1 - allRight) * (tokens - 1) : 0;
      double cost = rows(outlook.sequences * (1 + guesses + again)) + guesses * outlook.price;
      double gain = tokens * without / cost;
      if (gain > best) {
        best = gain;
        length = guesses;
      }
    }
    return length;
  }
}
