package io.llamajar.tokenizer;

import java.util.Arrays;

/**
 * The symbols of one piece of text, from left to right, and the merging of neighbours: the pair
 * with the lowest rank first, of equal ranks the leftmost, until no pair has a rank.
 *
 * <p>Symbols are a linked list in arrays and candidates wait in a heap, so that a piece of n
 * characters takes O(n log n). A candidate is not removed from the heap when a neighbour changes;
 * it is stale if its rank is no longer the current rank of its left symbol, and passed over.
 */
abstract class Merging {
  /** What {@link #rank} answers for a pair that does not merge. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int END = -1;

  private int[] starts = new int[64];
  private int[] ids = new int[64];
  private int[] next = new int[64];
  private int[] previous = new int[64];
  private long[] ranks = new long[64]; // of a symbol and the next one, see rank()
  private final LongHeap candidates = new LongHeap();
  private int size;
  private int end;

  /**
   * The rank of a pair of neighbours in the upper 32 bits (signed; low ranks merge first) and the
   * id of what they become in the lower ones; or {@link #NEVER}.
   */
  abstract long rank(int left, int right);

  /** Begins a new piece of text. */
  final void clear() {
    size = 0;
    end = 0;
  }

  /** Adds a symbol at the right end, which spans the text from the last one's end to {@code to}. */
  final void add(int id, int to) {
    if (size == ids.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ids = Arrays.copyOf(ids, 2 * size);
      next = Arrays.copyOf(next, 2 * size);
      previous = Arrays.copyOf(previous, 2 * size);
      ranks = Arrays.copyOf(ranks, 2 * size);
    }
    starts[size] = end;
    ids[size] = id;
    previous[size] = size - 1;
    next[size] = END;
    if (size > 0) {
      next[size - 1] = size;
    }
    end = to;
    size++;
  }

  final void merge() {
    for (int symbol = 0; symbol < size; symbol++) {
      consider(symbol);
    }
    while (!candidates.isEmpty()) {
      long candidate = candidates.pop();
      int left = (int) candidate;
      if (candidate >>> 32 == ranks[left] >>> 32) {
        merge(left);
      }
    }
  }

  private void merge(int left) {
    int right = next[left];
    ids[left] = (int) ranks[left];
    next[left] = next[right];
    ranks[right] = NEVER;
    if (next[right] != END) {
      previous[next[right]] = left;
    }
    consider(left);
    if (previous[left] != END) {
      consider(previous[left]);
    }
  }

  private void consider(int left) {
    ranks[left] = next[left] == END ? NEVER : rank(left, next[left]);
    if (ranks[left] != NEVER) {
      candidates.push((ranks[left] & 0xFFFFFFFF_00000000L) | left);
    }
  }

  /** The first symbol, or -1 if there is none. */
  final int first() {
    return size == 0 ? END : 0;
  }

  /** The symbol after this one, or -1. */
  final int next(int symbol) {
    return next[symbol];
  }

  final int id(int symbol) {
    return ids[symbol];
  }

  final int start(int symbol) {
    return starts[symbol];
  }

  final int end(int symbol) {
    return next[symbol] == END ? end : starts[next[symbol]];
  }
}
