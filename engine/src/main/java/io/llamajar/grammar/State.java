package io.llamajar.grammar;

import org.jspecify.annotations.Nullable;

/**
 * Where a text has got to: every node that it may be at, each in its frame. Equal states are one
 * object, so that what was found out about one is found again.
 */
final class State {
  private final Frame[] frames;
  private final int[][] nodes; // for each frame those that read something, rising
  private final boolean complete;
  private @Nullable State @Nullable [] next; // by class of bytes, as far as it is known

  State(Frame[] frames, int[][] nodes, boolean complete) {
    this.frames = frames;
    this.nodes = nodes;
    this.complete = complete;
  }

  /** Whether the text may end here. */
  boolean isComplete() {
    return complete;
  }

  /** Whether no text that the grammar matches goes through here. */
  boolean isDead() {
    return frames.length == 0 && !complete;
  }

  /** The number of frames that it has nodes in. */
  int size() {
    return frames.length;
  }

  Frame frame(int i) {
    return frames[i];
  }

  int[] nodes(int i) {
    return nodes[i];
  }

  @Nullable State next(int byteClass) {
    return next == null ? null : next[byteClass];
  }

  void setNext(int byteClass, State state, int classes) {
    if (next == null) {
      next = new State[classes];
    }
    next[byteClass] = state;
  }

  /** Forgets where it leads to, so that nothing is kept that is not needed. */
  void forget() {
    next = null;
  }
}
