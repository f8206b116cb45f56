package io.llamajar.grammar;

import java.util.Arrays;

/** Numbers that are equal to others if each of them is. */
@SuppressWarnings("ArrayRecordComponent") // compared by what is in it
record LongKey(long[] numbers) {
  @Override
  public boolean equals(Object other) {
    return other instanceof LongKey key && Arrays.equals(numbers, key.numbers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(numbers);
  }
}
