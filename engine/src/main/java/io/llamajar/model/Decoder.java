package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;

/** A language model: tokens see those before them, and the network says what may follow. */
public non-sealed interface Decoder extends Network {
  @Override
  default Decoder stack() {
    return this;
  }

  /**
   * What may follow.
   *
   * @param hidden {@code [rows, width]}
   * @return logits, {@code [rows, vocabularySize]}
   */
  Tensor logits(Ops ops, Tensor hidden);

  /**
   * Runs tokens as {@link #hidden} does.
   *
   * @return the wanted logits, {@code [batch.outputs, vocabularySize]}
   */
  default Tensor forward(Ops ops, int[] tokens, Batch batch) {
    return logits(ops, hidden(ops, tokens, batch));
  }
}
