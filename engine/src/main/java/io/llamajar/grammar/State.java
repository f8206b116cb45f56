package io.llamajar.grammar;

import io.llamajar.sampling.TokenSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a text has got to: every node that it may be at, each in its frame. Equal states are one
 * object, so that what was found out about one is found again.
 */
final class State {
  /** Not looking for a trigger. */
  private static final int ACTIVE = -1;

  private final Frame[] frames;
  private final int[][] nodes; // for each frame those that read something, rising
  private final boolean complete;
  private final int search; // how far the search for a trigger has got

  // What is known of it so far.
  private @Nullable Step @Nullable [] next; // by class of bytes
  private @Nullable TokenSet allowed;
  private @Nullable Walk walk;

  State(Frame[] frames, int[][] nodes, boolean complete) {
    this(frames, nodes, complete, ACTIVE);
  }

  private State(Frame[] frames, int[][] nodes, boolean complete, int search) {
    this.frames = frames;
    this.nodes = nodes;
    this.complete = complete;
    this.search = search;
  }

  /** A state of a text that is free as long as no trigger has come. */
  static State waiting(int search) {
    return new State(new Frame[0], new int[0][], true, search);
  }

  /** Whether the text may end here. */
  boolean isComplete() {
    return complete;
  }

  /** Whether no text that the grammar matches goes through here. */
  boolean isDead() {
    return frames.length == 0 && !complete;
  }

  /** Whether no trigger has come yet. */
  boolean isWaiting() {
    return search != ACTIVE;
  }

  /** How far the search for a trigger has got. */
  int search() {
    return search;
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

  @Nullable Step next(int byteClass) {
    return next == null ? null : next[byteClass];
  }

  void setNext(int byteClass, Step step, int classes) {
    if (next == null) {
      next = new Step[classes];
    }
    next[byteClass] = step;
  }

  /** The tokens that may come next. */
  @Nullable TokenSet allowed() {
    return allowed;
  }

  void setAllowed(TokenSet set) {
    allowed = set;
  }

  /** What came of walking the vocabulary from here. */
  @Nullable Walk walk() {
    return walk;
  }

  void setWalk(Walk done) {
    walk = done;
  }

  /** Forgets what is known, so that nothing is kept that is not needed. */
  void forget() {
    next = null;
    allowed = null;
    walk = null;
  }
}
