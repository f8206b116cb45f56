package io.llamajar.tools;

/** What a tensor does in a model, as far as its type and its values depend on it. */
enum Part {
  EMBEDDING,
  OUTPUT,
  /** The matrix that makes values for attention. */
  VALUE,
  /** The last matrix of a feed-forward network. */
  DOWN,
  /** Any other matrix that is quantised. */
  MATRIX,
  /** The matrix that picks experts: too small to be quantised. */
  ROUTER,
  NORM,
  BIAS,
  /** What each of a head's frequencies is divided by. */
  ROPE_FACTORS
}
