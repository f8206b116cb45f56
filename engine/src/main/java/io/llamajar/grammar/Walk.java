package io.llamajar.grammar;

import java.util.Arrays;

/** What comes of walking a vocabulary from a state whose lowest frame is not looked into. */
final class Walk {
  private long cost;
  private final long[] accepted; // a bit for each token, whatever the frame
  private int[] exits = new int[4]; // nodes of the tree where the frame is left, and looked into
  private int exitCount;

  Walk(int tokens) {
    accepted = new long[(tokens + 63) / 64];
  }

  /** The work that it was. */
  long cost() {
    return cost;
  }

  void setCost(long work) {
    cost = work;
  }

  long[] accepted() {
    return accepted;
  }

  void addExit(int node) {
    if (exitCount == exits.length) {
      exits = Arrays.copyOf(exits, 2 * exitCount);
    }
    exits[exitCount++] = node;
  }

  int exits() {
    return exitCount;
  }

  int exit(int i) {
    return exits[i];
  }

  /** How many longs of memory it takes, about. */
  int weight() {
    return 8 + accepted.length + exits.length / 2;
  }
}
