package io.llamajar.kernel;

/**
 * What does not change about a layer's attention.
 *
 * @param layer the layer's index in the KV cache
 * @param heads query heads, a multiple of the cache's heads
 * @param scale what a query-key product is multiplied with
 * @param window the most positions a token sees, itself included; {@link Integer#MAX_VALUE} for all
 */
public record AttentionShape(int layer, int heads, float scale, int window) {
  /** What is known of a page by itself: its largest score, the sum of its weights, and values. */
  public static int part(int valueWidth) {
    return 2 + valueWidth;
  }

  /** The first position that a token sees. */
  public static int firstSeen(int position, int window) {
    return (int) Math.max(0L, position - (long) window + 1);
  }
}
