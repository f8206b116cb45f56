package io.llamajar.sampling;

/**
 * Makes tokens less likely that would go on with a repeated sequence, the longer it is already the
 * more.
 *
 * <p>DRY, "don't repeat yourself", of p-e-w for text-generation-webui, 2024. The lengths come of
 * the Z algorithm (Gusfield 1997, "Algorithms on Strings, Trees, and Sequences", section 1.4) on
 * the text read backwards: linear in how far it looks back.
 */
final class RepeatedSequences implements Sampler {
  private static final double LN_OF_GREATEST_FLOAT = 88.7228391;

  private final double multiplier;
  private final double base;
  private final int allowedLength;
  private final int greatestExponent;
  private final Breakers breakers;

  private final int[] ring; // [lastN] the oldest token is replaced next
  private int next;
  private int size;

  private final int[] recent; // [lastN] the newest token first
  private final int[] lengths; // [lastN] of what ends so far back and also at the newest
  private final int[] repeated; // [vocabulary] 1 + the longest that a token would go on with; or 0

  RepeatedSequences(Sampling.Dry dry, Breakers breakers, int vocabularySize) {
    multiplier = dry.multiplier();
    base = dry.base();
    allowedLength = dry.allowedLength();
    greatestExponent =
        base > 1.000001 ? (int) (LN_OF_GREATEST_FLOAT / StrictMath.log(base)) : Integer.MAX_VALUE;
    this.breakers = breakers;
    ring = new int[dry.lastN()];
    recent = new int[dry.lastN()];
    lengths = new int[dry.lastN()];
    repeated = new int[vocabularySize];
  }

  @Override
  public void accept(int token) {
    ring[next] = token;
    next = (next + 1) % ring.length;
    size = Math.min(size + 1, ring.length);
  }

  @Override
  public void forget() {
    next = 0;
    size = 0;
  }

  @Override
  public void apply(Candidates candidates) {
    if (size <= allowedLength) {
      return;
    }
    for (int i = 0, from = next; i < size; i++) {
      from = from == 0 ? ring.length - 1 : from - 1;
      recent[i] = ring[from];
    }
    int most = sinceBreaker();
    if (most < allowedLength) {
      return;
    }
    measure();
    for (int back = 1; back < size; back++) {
      int length = Math.min(lengths[back], most);
      if (length >= allowedLength) {
        int follower = recent[back - 1];
        repeated[follower] = Math.max(repeated[follower], 1 + length);
      }
    }
    penalize(candidates);
    for (int i = 0; i < size; i++) {
      repeated[recent[i]] = 0;
    }
  }

  /** How many tokens came after the last breaker. */
  private int sinceBreaker() {
    for (int back = 0; back < size; back++) {
      int length = breakers.lengthAt(back, recent);
      if (length > 0) {
        return back + 1 - length;
      }
    }
    return size;
  }

  /**
   * The Z algorithm: what is known of [from, to), equal to the beginning, is not compared again.
   */
  private void measure() {
    int from = 0;
    int to = 0;
    for (int back = 1; back < size; back++) {
      int length = back < to ? Math.min(lengths[back - from], to - back) : 0;
      while (back + length < size && recent[length] == recent[back + length]) {
        length++;
      }
      lengths[back] = length;
      if (back + length > to) {
        from = back;
        to = back + length;
      }
    }
  }

  private void penalize(Candidates candidates) {
    for (int i = 0; i < candidates.size(); i++) {
      int token = candidates.id(i);
      if (repeated[token] > 0 && !breakers.has(token)) {
        int exponent = Math.min(repeated[token] - 1 - allowedLength, greatestExponent);
        double penalty = multiplier * Power.of(base, exponent);
        candidates.setLogit(i, (float) (candidates.logit(i) - penalty));
      }
    }
  }
}
