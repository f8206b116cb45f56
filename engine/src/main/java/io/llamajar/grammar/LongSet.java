package io.llamajar.grammar;

import java.util.Arrays;

/** A set of numbers that remembers in what order they came, and so is a list of work as well. */
final class LongSet {
  private long[] values = new long[16];
  private int size;
  private int[] slots = new int[64]; // index + 1, 0 where free

  /** Gives whether it was not there before. */
  boolean add(long value) {
    int slot = slot(value);
    if (slots[slot] != 0) {
      return false;
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      slots = new int[4 * values.length];
      for (int i = 0; i < size; i++) {
        slots[slot(values[i])] = i + 1;
      }
      slot = slot(value);
    }
    values[size++] = value;
    slots[slot] = size;
    return true;
  }

  private int slot(long value) {
    int mask = slots.length - 1;
    int slot = (int) ((value * 0x9E3779B97F4A7C15L) >>> 40) & mask;
    while (slots[slot] != 0 && values[slots[slot] - 1] != value) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  int size() {
    return size;
  }

  /** The number that came as the i-th. */
  long value(int i) {
    return values[i];
  }

  long[] sorted() {
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted;
  }

  void clear() {
    if (slots.length > 1024) {
      slots = new int[64];
      values = new long[16];
    } else {
      Arrays.fill(slots, 0);
    }
    size = 0;
  }
}
