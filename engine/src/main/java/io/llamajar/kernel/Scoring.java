package io.llamajar.kernel;

import io.llamajar.tensor.Vector;
import java.util.Optional;

/**
 * What is done with a query-key product before the softmax, and what joins it there.
 *
 * @param scale what the product is multiplied with
 * @param cap keeps the scaled product softly between {@code -cap} and {@code cap}; 0 for no cap
 * @param slopes of each query head: what a score then loses with each position of distance
 * @param sinks of each query head: a score that takes part in the softmax but has no value
 */
public record Scoring(float scale, float cap, Optional<Vector> slopes, Optional<Vector> sinks) {
  public Scoring {
    if (!(cap >= 0)) {
      throw new IllegalArgumentException("a cap of " + cap);
    }
  }

  /** Products are scaled, and no more. */
  public static Scoring by(float scale) {
    return new Scoring(scale, 0, Optional.empty(), Optional.empty());
  }

  /** The same with a soft cap. */
  public Scoring withCap(float newCap) {
    return new Scoring(scale, newCap, slopes, sinks);
  }

  /** The same with a slope for each query head, such as {@link Alibi}'s. */
  public Scoring withSlopes(Vector newSlopes) {
    return new Scoring(scale, cap, Optional.of(newSlopes), sinks);
  }

  /** The same with a sink for each query head. */
  public Scoring withSinks(Vector newSinks) {
    return new Scoring(scale, cap, slopes, Optional.of(newSinks));
  }

  /** Whether there is a cap. */
  public boolean isCapped() {
    return cap > 0;
  }
}
