package io.llamajar.speculation;

import java.util.Arrays;

/**
 * Finds where the last tokens of a text have stood together before, and guesses that what followed
 * then follows again.
 *
 * <p>A table has, by its hash, the place where an n-gram ends that came last; of two with the same
 * hash it knows the later one only. Each token is entered once, so that a guess costs the same
 * however long the text is.
 */
final class Ngrams {
  private final int size;
  private int[] ends = new int[256]; // exclusive; 0 where there is none
  private int known; // of the text: the n-grams that end within were entered

  Ngrams(int size) {
    this.size = size;
  }

  /**
   * Writes guesses behind a text.
   *
   * @param tokens with room for {@code most} behind the first {@code count}, the text
   * @return how many were written: {@code most} or none
   */
  int guess(int[] tokens, int count, int most) {
    enter(tokens, count - 1);
    int end = count < size ? 0 : ends[slot(tokens, count)];
    boolean isKnown =
        end > 0
            && end < count
            && Arrays.equals(tokens, end - size, end, tokens, count - size, count);
    if (!isKnown) {
      return 0;
    }
    for (int i = 0; i < most; i++) {
      tokens[count + i] = tokens[end + i]; // which may have been guessed just now
    }
    return most;
  }

  /** Enters the n-grams that end within the first {@code count} tokens. */
  private void enter(int[] tokens, int count) {
    if (2 * count > ends.length) {
      ends = new int[Integer.highestOneBit(count) << 2];
      known = 0;
    }
    known = Math.min(known, count); // of a text that was taken back
    for (int end = Math.max(known + 1, size); end <= count; end++) {
      ends[slot(tokens, end)] = end;
    }
    known = count;
  }

  private int slot(int[] tokens, int end) {
    int hash = 0;
    for (int i = end - size; i < end; i++) {
      hash = (hash ^ tokens[i]) * 0x9E3779B1; // the golden ratio's bits, Knuth's choice
      hash ^= hash >>> 15;
    }
    return hash & ends.length - 1;
  }
}
