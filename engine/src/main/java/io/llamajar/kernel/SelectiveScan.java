package io.llamajar.kernel;

import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Vector;

/**
 * The recurrence of Mamba: each value of a head fades in several memories at once, into which it is
 * written, and from which it is read, as the token says.
 *
 * <p>Source: Dao and Gu, <i>Transformers are SSMs</i>, 2024.
 *
 * @param layer whose memory is {@code [heads, depth, headWidth]}
 * @param heads how many fade at paces of their own
 * @param headWidth values in a head
 * @param depth the memories of a value
 * @param groups runs of heads that are written and read alike
 * @param decays how fast memories fade, negative: {@code [heads]}, or {@code [heads, depth]}
 * @param skips how much of a value passes by the memories: {@code [heads]}
 */
public record SelectiveScan(
    int layer, int heads, int headWidth, int depth, int groups, Vector decays, Vector skips) {
  /** The values of all heads. */
  public int width() {
    return heads * headWidth;
  }

  /** What says, of all groups, where values are written; and as much says where they are read. */
  public int keys() {
    return groups * depth;
  }

  /** Values that its layer's {@link StateShape#memory} has. */
  public int memory() {
    return width() * depth;
  }
}
