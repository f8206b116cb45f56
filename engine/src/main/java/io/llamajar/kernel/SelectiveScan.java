package io.llamajar.kernel;

import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Vector;

/**
 * The recurrence of Mamba: each value of a head fades in several memories at once, into which it is
 * written, and from which it is read, as the token says.
 *
 * <p>Source: Dao and Gu, <i>Transformers are SSMs</i>, 2024.
 *
 * <p>Where each memory of a channel has a pace of its own, as in the first Mamba, a channel is a
 * head, and {@value #TOGETHER} of them lie side by side: their memories, and paces, are {@code
 * [depth, TOGETHER]}, or less of the last ones.
 *
 * @param layer whose memory is {@code [heads, depth, headWidth]}, or as above
 * @param heads how many fade at paces of their own
 * @param headWidth values in a head
 * @param depth the memories of a value
 * @param groups runs of heads that are written and read alike
 * @param decays how fast memories fade, negative: {@code [heads]}, or {@code heads * depth} as
 *     above
 * @param skips how much of a value passes by the memories: {@code [heads]}
 */
public record SelectiveScan(
    int layer, int heads, int headWidth, int depth, int groups, Vector decays, Vector skips) {
  /** Channels that lie side by side. */
  public static final int TOGETHER = 16;

  public SelectiveScan {
    boolean isOfChannels = headWidth == 1 && groups == 1 && decays.size() == heads * depth;
    if (decays.size() != heads && !isOfChannels) {
      throw new IllegalArgumentException(decays.size() + " paces of " + heads + " heads");
    }
  }

  /** Whether each memory of a channel has a pace of its own. */
  public boolean isOfChannels() {
    return decays.size() != heads;
  }

  /** What can be scanned by itself: heads, or channels that lie side by side. */
  public int items() {
    return isOfChannels() ? Math.ceilDiv(heads, TOGETHER) : heads;
  }

  /** Where the first memory of a channel is, among all. */
  public static int place(int channel, int depth) {
    int first = channel / TOGETHER * TOGETHER;
    return first * depth + channel - first;
  }

  /** How many channels lie side by side with one: so far its memories are from each other. */
  public static int together(int channel, int channels) {
    return Math.min(TOGETHER, channels - channel / TOGETHER * TOGETHER);
  }

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
