package io.llamajar.grammar;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Looks for several words in a text at once, byte by byte: the automaton of Aho and Corasick, 1975.
 */
final class TriggerSearch {
  static final int START = 0;
  private static final int NONE = -1;

  private final int[][] next; // [position, byte]
  private final int[] found; // the word that ends at a position: of several, the longest

  /**
   * @param words none of them empty
   */
  TriggerSearch(List<byte[]> words) {
    int most = 1 + words.stream().mapToInt(word -> word.length).sum();
    next = new int[most][];
    found = new int[most];
    Arrays.fill(found, NONE);
    int count = 0;
    next[count++] = new int[256];
    for (int word = 0; word < words.size(); word++) {
      int position = START;
      for (byte letter : words.get(word)) {
        int child = next[position][letter & 0xff];
        if (child == START) {
          child = count++;
          next[child] = new int[256];
          next[position][letter & 0xff] = child;
        }
        position = child;
      }
      found[position] = found[position] == NONE ? word : found[position];
    }
    connect();
  }

  /** Has every position go on with each byte, from the longest ending that is a beginning. */
  private void connect() {
    int[] fallback = new int[next.length];
    Deque<Integer> queue = new ArrayDeque<>();
    for (int child : next[START]) {
      if (child != START) {
        queue.add(child);
      }
    }
    while (!queue.isEmpty()) {
      int position = queue.remove();
      int behind = fallback[position];
      found[position] = found[position] == NONE ? found[behind] : found[position];
      for (int letter = 0; letter < 256; letter++) {
        int child = next[position][letter];
        if (child == START) {
          next[position][letter] = next[behind][letter];
        } else {
          fallback[child] = next[behind][letter];
          queue.add(child);
        }
      }
    }
  }

  /** More than the highest position. */
  int positions() {
    return next.length;
  }

  int next(int position, byte letter) {
    return next[position][letter & 0xff];
  }

  /** The word that a position completes, or -1. */
  int found(int position) {
    return found[position];
  }
}
