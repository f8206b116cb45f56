package io.llamajar.sampling;

import io.llamajar.LlamajarException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The tokens that may still come next, each with its logit: what the steps of a chain hand on.
 *
 * <p>Made once for a vocabulary and refilled for every token of any sequence. The order of the
 * candidates has no meaning, except that {@link #order} brings the best to the front.
 */
public final class Candidates {
  /*
   * A candidate is one long: its logit above, mapped to an int that sorts like the float, and the
   * complement of its id below. The greater long is then the better candidate (the higher logit,
   * and of equals the lower id), so that picking and sorting are plain comparisons of longs, with
   * no second array to move along and no tie left open.
   */
  private final long[] keys;
  private final Smoothsort smoothsort;
  private final double[] weights; // of the candidates when they were last weighed
  private double totalWeight;
  private int size;
  private int ordered;

  public Candidates(int vocabularySize) {
    keys = new long[vocabularySize];
    smoothsort = new Smoothsort(keys);
    weights = new double[vocabularySize];
  }

  /**
   * Makes every token a candidate that has a logit to compare: NaN counts as negative infinity, and
   * what has no probability is left out from the start.
   *
   * @param logits [vocabulary] float32 in the machine's byte order
   */
  void load(MemorySegment logits) {
    size = 0;
    ordered = 0;
    for (int id = 0; id < keys.length; id++) {
      add(id, logits);
    }
    checkUsable();
  }

  /** As {@link #load(MemorySegment)}, but only makes candidates of these tokens. */
  void load(MemorySegment logits, TokenSet allowed) {
    size = 0;
    ordered = 0;
    for (int id : allowed.few()) {
      add(id, logits);
    }
    long[] bits = allowed.bits();
    for (int word = 0; word < bits.length; word++) {
      for (long left = bits[word]; left != 0; left &= left - 1) {
        add(word * 64 + Long.numberOfTrailingZeros(left), logits);
      }
    }
    checkUsable();
  }

  private void add(int id, MemorySegment logits) {
    float logit = logits.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, id);
    if (logit > Float.NEGATIVE_INFINITY) {
      keys[size++] = key(logit, id);
    }
  }

  private void checkUsable() {
    if (size == 0) {
      throw new LlamajarException(
          "The model gave no usable logits, all are NaN or negative infinity; its file is probably"
              + " damaged, download or convert it again");
    }
  }

  int size() {
    return size;
  }

  /** The token at index i. */
  int id(int i) {
    return ~(int) keys[i];
  }

  float logit(int i) {
    return Float.intBitsToFloat(flip((int) (keys[i] >> 32)));
  }

  /**
   * NaN counts as negative infinity. The order from index i on is lost, and all of it if the
   * candidate is better now than one before.
   */
  void setLogit(int i, float logit) {
    keys[i] = key(Float.isNaN(logit) ? Float.NEGATIVE_INFINITY : logit, id(i));
    ordered = Math.min(ordered, i);
    if (ordered > 0 && keys[i] > keys[ordered - 1]) {
      ordered = 0;
    }
  }

  /** The highest logit there is. */
  float best() {
    order(1);
    return logit(0);
  }

  /** How far the logit at index i is from the best one: 0 or less. */
  double distance(int i) {
    float best = best();
    float logit = logit(i);
    // Equality first: infinity minus infinity is no number.
    return logit == best ? 0 : (double) logit - best;
  }

  /** The probability of the candidate at index i in proportion to the best one's, from 0 to 1. */
  double weight(int i) {
    double distance = distance(i);
    return distance == 0 ? 1 : StrictMath.exp(distance);
  }

  /**
   * Weighs all candidates; gives the sum that makes probabilities of {@linkplain #weight weights}.
   */
  double weigh() {
    best(); // Moves the best to the front, so that the sum has one order.
    totalWeight = 0;
    for (int i = 0; i < size; i++) {
      weights[i] = weight(i);
      totalWeight += weights[i];
    }
    return totalWeight;
  }

  /** The weight at index i when all were last weighed: the candidates must not have moved since. */
  double weighed(int i) {
    return weights[i];
  }

  /** The probability at index i when all were last weighed. */
  double probability(int i) {
    return weights[i] / totalWeight;
  }

  /** The mean of all {@linkplain #distance distances} by the probabilities last weighed. */
  double meanDistance() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      if (weights[i] > 0) {
        sum += weights[i] * distance(i);
      }
    }
    return sum / totalWeight;
  }

  /** How many candidates at the front are known to be the best, best first. */
  int ordered() {
    return ordered;
  }

  /**
   * Puts the best candidates to the front, best first; all of them, if there are no more than
   * count.
   *
   * <p>A heap at the front keeps the best seen so far, its worst on top; then it is taken down from
   * that end. In place, about one comparison per candidate as long as count is small, and what was
   * in order before is not looked at again.
   */
  void order(int count) {
    int first = ordered;
    int end = Math.min(count, size);
    if (end <= first) {
      return;
    }
    if (end == size) {
      orderAll();
      return;
    }
    for (int i = first + (end - first) / 2 - 1; i >= first; i--) {
      sink(i, first, end);
    }
    for (int i = end; i < size; i++) {
      if (keys[i] > keys[first]) {
        swap(i, first);
        sink(first, first, end);
      }
    }
    for (int last = end - 1; last > first; last--) {
      swap(first, last);
      sink(first, first, last);
    }
    ordered = end;
  }

  private void orderAll() {
    smoothsort.sort(ordered, size);
    ordered = size;
  }

  /** Puts all candidates to the front, best first, whose {@link #distance} is at least this. */
  void orderFrom(double leastDistance) {
    double least = best() + leastDistance;
    int end = ordered;
    for (int i = end; i < size; i++) {
      if (logit(i) >= least) {
        swap(i, end++);
      }
    }
    smoothsort.sort(ordered, end);
    ordered = end;
  }

  /** Lets the key at index i sink in the heap [first, end), whose top is its smallest. */
  private void sink(int i, int first, int end) {
    long key = keys[i];
    int child = 2 * i - first + 1;
    while (child < end) {
      if (child + 1 < end && keys[child + 1] < keys[child]) {
        child++;
      }
      if (key <= keys[child]) {
        break;
      }
      keys[i] = keys[child];
      i = child;
      child = 2 * i - first + 1;
    }
    keys[i] = key;
  }

  private void swap(int i, int j) {
    long key = keys[i];
    keys[i] = keys[j];
    keys[j] = key;
  }

  /** Leaves out a few tokens, before anything is in order. */
  void drop(int[] tokens) {
    for (int token : tokens) {
      for (int i = size - 1; i >= 0; i--) {
        if (id(i) == token) {
          keys[i] = keys[--size];
        }
      }
    }
  }

  /** Keeps the first so many candidates. */
  void truncate(int count) {
    size = Math.min(size, count);
    ordered = Math.min(ordered, size);
  }

  /** Keeps the candidates at indices [from, to). */
  void keep(int from, int to) {
    System.arraycopy(keys, from, keys, 0, to - from);
    size = to - from;
    ordered = Math.clamp(ordered - from, 0, size);
  }

  /**
   * Keeps the candidates whose {@link #distance} is at least this, in the order they have; the best
   * so many, if these are more.
   */
  void keepFrom(double leastDistance, int minKeep) {
    double least = best() + leastDistance;
    int wanted = 0;
    for (int i = 0; i < size; i++) {
      wanted += logit(i) >= least ? 1 : 0;
    }
    if (wanted < minKeep) {
      order(minKeep);
      truncate(minKeep);
      return;
    }
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (logit(i) >= least) {
        keys[kept++] = keys[i];
      }
    }
    truncate(kept);
  }

  static long key(float logit, int id) {
    float noMinusZero = logit + 0f;
    return (long) flip(Float.floatToRawIntBits(noMinusZero)) << 32 | Integer.toUnsignedLong(~id);
  }

  /** Maps the bits of a float to an int that sorts like it, and back. */
  private static int flip(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
