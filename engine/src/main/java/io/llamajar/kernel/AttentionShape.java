package io.llamajar.kernel;

import io.llamajar.tensor.Vector;
import java.util.Optional;

/**
 * What does not change about a layer's attention.
 *
 * @param layer the layer's index in the KV cache
 * @param heads query heads, a multiple of the cache's heads
 * @param sight what a token sees
 * @param scoring how it weighs what it sees
 */
public record AttentionShape(int layer, int heads, Sight sight, Scoring scoring) {
  public AttentionShape {
    checkHeads(scoring.slopes(), heads);
    checkHeads(scoring.sinks(), heads);
  }

  /**
   * The plain case: a token sees what is before it, and scores are only scaled.
   *
   * @param scale what a query-key product is multiplied with
   * @param window the most positions a token sees, itself included
   */
  public AttentionShape(int layer, int heads, float scale, int window) {
    this(layer, heads, new Sight.Back(window), Scoring.by(scale));
  }

  private static void checkHeads(Optional<Vector> vector, int heads) {
    if (vector.isPresent() && vector.get().size() != heads) {
      throw new IllegalArgumentException(vector.get().size() + " numbers for " + heads + " heads");
    }
  }

  /** What is known of a page by itself: its largest score, the sum of its weights, and values. */
  public static int part(int valueWidth) {
    return 2 + valueWidth;
  }
}
