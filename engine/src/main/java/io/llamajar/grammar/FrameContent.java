package io.llamajar.grammar;

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
  LongKey key() {
    return new LongKey(entries.sorted());
  }

  /** The frame, with a number of its own. */
  Frame frame(int id, LongKey key) {
    int[] nodes = new int[key.numbers().length];
    Frame[] frames = new Frame[nodes.length];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = (int) key.numbers()[i];
      frames[i] = byId.getOrDefault((int) (key.numbers()[i] >> 32), Frame.BOTTOM);
    }
    return new Frame(id, nodes, frames);
  }
}
