package io.llamajar.grammar;

import java.util.Arrays;

/**
 * A set of Unicode characters.
 *
 * @param bounds first and last of each range, rising and apart; surrogates, which are no
 *     characters, are never among them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CodePoints(int[] bounds) {
  static final int LAST = Character.MAX_CODE_POINT;

  /** Every character. */
  static CodePoints all() {
    return new CodePoints(new int[0]).complement();
  }

  /**
   * The characters in any of the ranges.
   *
   * @param ranges first and last of each, in any order
   */
  static CodePoints of(int[] ranges) {
    long[] sorted = new long[ranges.length / 2];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (long) ranges[2 * i] << 32 | ranges[2 * i + 1];
    }
    Arrays.sort(sorted);
    int[] merged = new int[ranges.length];
    int size = 0;
    for (long range : sorted) {
      int first = (int) (range >> 32);
      int last = (int) range;
      if (size > 0 && first <= merged[size - 1] + 1) {
        merged[size - 1] = Math.max(merged[size - 1], last);
      } else {
        merged[size++] = first;
        merged[size++] = last;
      }
    }
    return new CodePoints(Arrays.copyOf(merged, size)).withoutSurrogates();
  }

  /** All other characters. */
  CodePoints complement() {
    int[] gaps = new int[bounds.length + 2];
    int size = 0;
    int next = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      if (next < bounds[i]) {
        gaps[size++] = next;
        gaps[size++] = bounds[i] - 1;
      }
      next = bounds[i + 1] + 1;
    }
    if (next <= LAST) {
      gaps[size++] = next;
      gaps[size++] = LAST;
    }
    return new CodePoints(Arrays.copyOf(gaps, size)).withoutSurrogates();
  }

  private CodePoints withoutSurrogates() {
    int[] kept = new int[bounds.length + 2];
    int size = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      size = add(kept, size, bounds[i], Math.min(bounds[i + 1], Character.MIN_SURROGATE - 1));
      size = add(kept, size, Math.max(bounds[i], Character.MAX_SURROGATE + 1), bounds[i + 1]);
    }
    return new CodePoints(Arrays.copyOf(kept, size));
  }

  private static int add(int[] ranges, int size, int first, int last) {
    if (first > last) {
      return size;
    }
    ranges[size] = first;
    ranges[size + 1] = last;
    return size + 2;
  }

  boolean isEmpty() {
    return bounds.length == 0;
  }

  /** Whether there are so many that most texts consist of them. */
  boolean isWide() {
    int count = 0;
    for (int i = 0; i < bounds.length; i += 2) {
      count += bounds[i + 1] - bounds[i] + 1;
    }
    return count > 1000;
  }
}
