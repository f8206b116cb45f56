package io.llamajar.grammar;

/**
 * What is to be done after a rule: where to go on, in which frames. Frames of equal content are one
 * object.
 *
 * <p>A rule may have been called from several places at once, so that this is a stack with several
 * branches below: however many ways a grammar has to read a text, there is one frame for each rule
 * and each place in the text where it began.
 */
final class Frame {
  /** The lowest one, of the rule root; also stands for what is below the frames that are known. */
  static final Frame BOTTOM = new Frame(0, new int[0], new Frame[0]);

  private final int id;
  private final int[] nodes;
  private final Frame[] frames;

  /**
   * @param nodes to go on at
   * @param frames of each of the nodes
   */
  Frame(int id, int[] nodes, Frame[] frames) {
    this.id = id;
    this.nodes = nodes;
    this.frames = frames;
  }

  /** A number that no other frame of the grammar has. */
  int id() {
    return id;
  }

  boolean isBottom() {
    return this == BOTTOM;
  }

  /** The number of ways to go on. */
  int size() {
    return nodes.length;
  }

  int node(int i) {
    return nodes[i];
  }

  Frame frame(int i) {
    return frames[i];
  }
}
