package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;

/**
 * The part of a layer in which tokens learn from earlier ones: {@code [tokens, width]} in and out.
 */
interface Mixer {
  /** What a position keeps in the cache. */
  KvShape kv();

  /** Whether it stores that, and does not attend to what an earlier layer has stored. */
  default boolean stores() {
    return true;
  }

  /** What each token takes from those before it, and from itself. */
  Tensor apply(Ops ops, Tensor x, Step step);
}
