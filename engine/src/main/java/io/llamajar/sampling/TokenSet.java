package io.llamajar.sampling;

import java.util.Arrays;

/** A set of tokens that is made once and gone through often. */
public final class TokenSet {
  private final int size;
  private final long[] bits; // token t is bit t % 64 of bits[t / 64]; empty if there are few
  private final int[] few; // rising; empty if there are many

  private TokenSet(int size, long[] bits, int[] few) {
    this.size = size;
    this.bits = bits;
    this.few = few;
  }

  /**
   * A set of tokens.
   *
   * @param bits token t is bit t % 64 of bits[t / 64]; not to be changed any more
   */
  public static TokenSet of(long[] bits) {
    int size = Arrays.stream(bits).mapToInt(Long::bitCount).sum();
    if (size > bits.length) {
      return new TokenSet(size, bits, new int[0]);
    }
    int[] few = new int[size];
    int count = 0;
    for (int word = 0; word < bits.length; word++) {
      for (long left = bits[word]; left != 0; left &= left - 1) {
        few[count++] = word * 64 + Long.numberOfTrailingZeros(left);
      }
    }
    return new TokenSet(size, new long[0], few);
  }

  /** The number of tokens in it. */
  public int size() {
    return size;
  }

  /** Whether a token is in it. */
  public boolean contains(int token) {
    return few.length == size
        ? Arrays.binarySearch(few, token) >= 0
        : token < bits.length * 64 && (bits[token / 64] >>> token & 1) != 0;
  }

  /** The lowest token in it; there must be one. */
  public int first() {
    if (few.length == size) {
      return few[0];
    }
    int word = 0;
    while (bits[word] == 0) {
      word++;
    }
    return word * 64 + Long.numberOfTrailingZeros(bits[word]);
  }

  /** How many longs of memory it takes, about. */
  public int weight() {
    return 4 + bits.length + few.length / 2;
  }

  long[] bits() {
    return bits;
  }

  int[] few() {
    return few;
  }
}
