package io.llamajar.grammar;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Collects what a frame is made of. */
final class FrameContent {
  private final LongSet entries = new LongSet(); // frame's number << 32 | node
  private final Map<Integer, Frame> byId = new HashMap<>();

  /** Adds a place to go on at. */
  void add(int node, Frame frame) {
    byId.put(frame.id(), frame);
    entries.add((long) frame.id() << 32 | node);
  }

  /**
   * Adds the places where a frame goes on.
   *
   * @param end a node that only leads to the end of that frame's rule
   */
  void addAll(Frame frame, int end) {
    if (frame.isBottom()) {
      add(end, frame);
    }
    for (int i = 0; i < frame.size(); i++) {
      add(frame.node(i), frame.frame(i));
    }
  }

  /** What makes two frames equal. */
  Key key() {
    return new Key(entries.sorted());
  }

  Frame frame(int id, Key key) {
    int[] nodes = new int[key.entries.length];
    Frame[] frames = new Frame[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = (int) key.entries[i];
      frames[i] = byId.getOrDefault((int) (key.entries[i] >> 32), Frame.BOTTOM);
    }
    return new Frame(id, nodes, frames);
  }

  /** Numbers that are compared as such. */
  @SuppressWarnings("ArrayRecordComponent") // compared by what is in it
  record Key(long[] entries) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && Arrays.equals(entries, key.entries);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(entries);
    }
  }
}
