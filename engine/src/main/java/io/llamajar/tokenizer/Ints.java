package io.llamajar.tokenizer;

import java.util.Arrays;

/** A growing list of ints without boxes: tokens, or the offsets where pieces of text end. */
final class Ints {
  private int[] values = new int[64];
  private int size;

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int at(int i) {
    return values[i];
  }

  int size() {
    return size;
  }

  /** Forgets all values from index {@code newSize} on. */
  void truncate(int newSize) {
    size = newSize;
  }

  /** Turns the values from index {@code from} on around. */
  void reverse(int from) {
    for (int low = from, high = size - 1; low < high; low++, high--) {
      int value = values[low];
      values[low] = values[high];
      values[high] = value;
    }
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }
}
