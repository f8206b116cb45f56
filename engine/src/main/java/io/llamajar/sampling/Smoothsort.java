package io.llamajar.sampling;

/**
 * Puts longs in order, the greatest first: in place, without allocating, and in linear time what
 * nearly is in order.
 *
 * <p>Dijkstra 1981, "Smoothsort, an alternative for sorting in situ" (EWD 796a).
 */
final class Smoothsort {
  /*
   * A heap of order k has SIZES[k] keys: one of order k - 1, then one of order k - 2, then their
   * root, which is the least of them. So 1, 1, 3, 5, 9, 15 ...: Leonardo's numbers. What was read
   * is a row of such heaps, each smaller than the one before, whose roots are in order: the last
   * root is then the least of all, and where it belongs. A row is a long and an int: bit 0 stands
   * for the last heap, of order `last`, and bit i for one of order `last + i`, to its left.
   *
   * Keys move as they are, with nothing beside them to move along. Measured against the same
   * algorithm over objects, and against the JDK's sorts, in docs/performance.md.
   */
  static final int[] SIZES = sizes();

  private final long[] keys;
  private long row;
  private int last;

  /** Sorts these keys, as often as is asked for. */
  Smoothsort(long[] keys) {
    this.keys = keys;
  }

  private static int[] sizes() {
    int[] sizes = new int[44]; // the next does not fit into an int
    sizes[0] = 1;
    sizes[1] = 1;
    for (int k = 2; k < sizes.length; k++) {
      sizes[k] = sizes[k - 2] + sizes[k - 1] + 1;
    }
    return sizes;
  }

  /** Sorts the keys at indices [from, to). */
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

  /**
   * Appends the key at index i to the row.
   *
   * @param more how many keys will still be appended
   */
  private void append(int i, int more) {
    if ((row & 3) == 3) { // two heaps of neighbouring orders become one
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
    // A heap that will be part of a greater one need not have its root in order yet.
    boolean staysAsItIs = (row & 2) != 0 ? more == 0 : more <= sizeBefore(last);
    if (staysAsItIs) {
      sinkAlongRow(i, row, last);
    } else {
      sink(keys[i], i, last);
    }
  }

  private static int sizeBefore(int order) {
    return order == 0 ? 0 : SIZES[order - 1];
  }

  /** Takes the last root off, at index i; the two heaps below it become the last ones. */
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

  /** Brings the root of the last heap of a row to its place among the roots, or into a heap. */
  private void sinkAlongRow(int root, long heaps, int order) {
    long key = keys[root];
    long others = heaps ^ 1;
    while (others != 0) {
      int left = root - SIZES[order];
      long leftKey = keys[left];
      if (leftKey >= key || (order > 1 && leastBelow(root, order) < leftKey)) {
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

  private long leastBelow(int root, int order) {
    return Math.min(keys[root - 1], keys[root - 1 - SIZES[order - 2]]);
  }

  /** Lets a key sink in a heap, from its root on. */
  private void sink(long key, int root, int order) {
    while (order > 1) {
      int child = root - 1;
      int childOrder = order - 2;
      int left = child - SIZES[childOrder];
      if (keys[left] < keys[child]) {
        child = left;
        childOrder = order - 1;
      }
      if (key <= keys[child]) {
        break;
      }
      keys[root] = keys[child];
      root = child;
      order = childOrder;
    }
    keys[root] = key;
  }
}
