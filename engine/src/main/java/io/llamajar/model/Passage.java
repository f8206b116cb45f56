package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;

/** What stands between a model's head and its layers, on the way in and on the way out. */
@FunctionalInterface
interface Passage {
  /** Nothing. */
  Passage PLAIN = (ops, tokens, x) -> x;

  /**
   * What layers begin with.
   *
   * @param tokens one for each row
   * @param x their embeddings, {@code [rows, width]}
   */
  Tensor enter(Ops ops, int[] tokens, Tensor x);

  /** What layers have come to, {@code [rows, width]}. */
  default Tensor leave(Ops ops, Tensor x) {
    return x;
  }
}
