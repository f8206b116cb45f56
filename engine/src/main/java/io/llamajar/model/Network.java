package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.util.List;

/** A network that is ready to run: its weights are bound, its shapes are checked. */
public sealed interface Network permits Decoder, Encoder {
  /** What computes it. */
  Decoder stack();

  /** The number of tokens it knows. */
  int vocabularySize();

  /** The number of values in a hidden state. */
  int width();

  /** The most tokens of a text: more have no positions. */
  int longest();

  /** What each layer keeps of a position. */
  List<KvShape> cacheShapes();

  /**
   * Runs tokens that follow on those in their sequences' caches, and stores their keys and values;
   * the caller then advances the batch.
   *
   * @param tokens one for each row of the batch, each below {@link #vocabularySize}
   * @return what the last layer makes of the wanted rows, normalised: {@code [batch.outputs,
   *     width]}
   */
  Tensor hidden(Ops ops, int[] tokens, Batch batch);
}
