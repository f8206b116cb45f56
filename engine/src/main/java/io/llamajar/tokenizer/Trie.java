package io.llamajar.tokenizer;

import java.util.Arrays;

/** Words by their prefixes: walks from node to node, byte by byte. */
final class Trie {
  static final int ROOT = 0;
  static final int NONE = -1;

  // Children by open addressing on (node, byte); a key is (node << 8 | byte) + 1, 0 where free.
  private long[] keys = new long[1024];
  private int[] children = new int[1024];
  private int[] values = {NONE};
  private int nodes = 1;

  /** Adds a word; of equal words the last value counts. */
  void add(byte[] word, int value) {
    int node = ROOT;
    for (byte letter : word) {
      int child = child(node, letter);
      node = child == NONE ? grow(node, letter) : child;
    }
    values[node] = value;
  }

  /** The node after one more byte, or {@link #NONE} if no word goes on so. */
  int child(int node, byte letter) {
    int slot = slot(key(node, letter));
    return keys[slot] == 0 ? NONE : children[slot];
  }

  /** The value of the word that ends at a node, or {@link #NONE}. */
  int value(int node) {
    return values[node];
  }

  private int grow(int node, byte letter) {
    if (2 * nodes > keys.length) {
      rehash();
    }
    if (nodes == values.length) {
      values = Arrays.copyOf(values, 2 * nodes);
    }
    values[nodes] = NONE;
    long key = key(node, letter);
    int slot = slot(key);
    keys[slot] = key;
    children[slot] = nodes;
    return nodes++;
  }

  private void rehash() {
    long[] oldKeys = keys;
    int[] oldChildren = children;
    keys = new long[2 * oldKeys.length];
    children = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        children[slot] = oldChildren[i];
      }
    }
  }

  private static long key(int node, byte letter) {
    return (((long) node << 8) | (letter & 0xff)) + 1;
  }

  private int slot(long key) {
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
