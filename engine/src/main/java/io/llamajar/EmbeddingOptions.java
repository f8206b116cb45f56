package io.llamajar;

import java.util.Optional;

/**
 * How texts are embedded.
 *
 * @param pooling how the vectors of tokens become one; empty for the model's own way
 * @param normalized whether vectors are made to have length 1, so that the product of two is the
 *     cosine of their angle
 */
public record EmbeddingOptions(Optional<Pooling> pooling, boolean normalized) {
  /** The model's own pooling, normalised. */
  public static EmbeddingOptions defaults() {
    return new EmbeddingOptions(Optional.empty(), true);
  }

  public EmbeddingOptions withPooling(Pooling newPooling) {
    return new EmbeddingOptions(Optional.of(newPooling), normalized);
  }

  public EmbeddingOptions withNormalized(boolean newNormalized) {
    return new EmbeddingOptions(pooling, newNormalized);
  }
}
