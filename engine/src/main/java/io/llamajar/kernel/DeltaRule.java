package io.llamajar.kernel;

import io.llamajar.tensor.StateShape;

/**
 * The recurrence of a gated delta net: each head has a matrix that maps keys to values; it fades,
 * and each token corrects it towards its own value by a part of the difference.
 *
 * <p>Source: Yang et al., <i>Gated Delta Networks</i>, 2024.
 *
 * @param layer whose memory is {@code [heads, keyWidth, valueWidth]}
 * @param heads value heads
 * @param keyHeads query and key heads, which value heads share
 * @param keyWidth values in a query or key
 * @param valueWidth values in a value
 * @param sharing which value heads share a key head
 * @param epsilon what is added to a squared length before it is divided by
 */
public record DeltaRule(
    int layer,
    int heads,
    int keyHeads,
    int keyWidth,
    int valueWidth,
    Sharing sharing,
    float epsilon) {

  /** Which value heads share a key head. */
  public enum Sharing {
    /** Neighbours: of 2 heads for 4 the first serves 0 and 1. */
    RUNS,
    /** Those at a distance: of 2 heads for 4 the first serves 0 and 2. */
    ROUND
  }

  /** The key head of a value head. */
  public int keyHead(int head) {
    return switch (sharing) {
      case RUNS -> head / (heads / keyHeads);
      case ROUND -> head % keyHeads;
    };
  }

  /** Values in all queries, or all keys, of a token. */
  public int keys() {
    return keyHeads * keyWidth;
  }

  /** Values in all values of a token. */
  public int values() {
    return heads * valueWidth;
  }

  /** Values that its layer's {@link StateShape#memory} has. */
  public int memory() {
    return heads * keyWidth * valueWidth;
  }
}
