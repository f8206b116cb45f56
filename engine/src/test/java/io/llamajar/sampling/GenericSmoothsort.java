package io.llamajar.sampling;

/**
 * {@link Smoothsort} over objects that compare themselves, for {@link SortSpeed}: what it would
 * cost if a candidate were no long.
 */
final class GenericSmoothsort<T extends Comparable<T>> {
  private static final int[] SIZES = Smoothsort.SIZES;

  private final T[] keys;
  private long row;
  private int last;

  GenericSmoothsort(T[] keys) {
    this.keys = keys;
  }

  void sort(int from, int to) {
    row = 0;
    last = 2; // so that the first heap is of order 1
    for (int i = from; i < to; i++) {
      append(i, to - 1 - i);
    }
    for (int i = to - 1; i > from; i--) {
      takeLast(i);
    }
  }

  private void append(int i, int more) {
    if ((row & 3) == 3) {
      row >>>= 2;
      last += 2;
    } else if (last == 1) {
      row <<= 1;
      last = 0;
    } else {
      row <<= last - 1;
      last = 1;
    }
    row |= 1;
    int sizeBefore = last == 0 ? 0 : SIZES[last - 1];
    boolean staysAsItIs = (row & 2) != 0 ? more == 0 : more <= sizeBefore;
    if (staysAsItIs) {
      sinkAlongRow(i, row, last);
    } else {
      sink(keys[i], i, last);
    }
  }

  private void takeLast(int i) {
    if (last <= 1) {
      row ^= 1;
      int next = Long.numberOfTrailingZeros(row);
      row >>>= next;
      last += next;
    } else {
      row = ((row ^ 1) << 2) | 3;
      last -= 2;
      sinkAlongRow(i - 1 - SIZES[last], row >>> 1, last + 1);
      sinkAlongRow(i - 1, row, last);
    }
  }

  private void sinkAlongRow(int root, long heaps, int order) {
    T key = keys[root];
    long others = heaps ^ 1;
    while (others != 0) {
      int left = root - SIZES[order];
      T leftKey = keys[left];
      if (leftKey.compareTo(key) >= 0 || (order > 1 && hasLessBelow(root, order, leftKey))) {
        break;
      }
      keys[root] = leftKey;
      root = left;
      int next = Long.numberOfTrailingZeros(others);
      others = (others >>> next) ^ 1;
      order += next;
    }
    sink(key, root, order);
  }

  private boolean hasLessBelow(int root, int order, T key) {
    return keys[root - 1].compareTo(key) < 0
        || keys[root - 1 - SIZES[order - 2]].compareTo(key) < 0;
  }

  private void sink(T key, int root, int order) {
    while (order > 1) {
      int child = root - 1;
      int childOrder = order - 2;
      int left = child - SIZES[childOrder];
      if (keys[left].compareTo(keys[child]) < 0) {
        child = left;
        childOrder = order - 1;
      }
      if (key.compareTo(keys[child]) <= 0) {
        break;
      }
      keys[root] = keys[child];
      root = child;
      order = childOrder;
    }
    keys[root] = key;
  }
}
