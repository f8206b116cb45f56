package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.KvCache;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.util.List;

/** A language model that is ready to run: its weights are bound, its shapes are checked. */
public interface Decoder {
  /** The number of tokens it knows. */
  int vocabularySize();

  /** What each layer keeps of a position. */
  List<KvShape> cacheShapes();

  /**
   * Runs tokens that follow on those in the cache, and stores their keys and values; the caller
   * then advances the cache.
   *
   * @param tokens the first {@code count} are run; each below {@link #vocabularySize}
   * @param cache has room for {@code count} more
   * @param outputs of how many of the last tokens the logits are wanted
   * @return the logits, {@code [outputs, vocabularySize]}
   */
  Tensor forward(Ops ops, int[] tokens, int count, KvCache cache, int outputs);
}
