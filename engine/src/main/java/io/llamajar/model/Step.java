package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import java.util.List;

/**
 * What layers need to know of a forward pass: the batch, and how far each of the model's rotary
 * embeddings turns its rows, which is computed once for all layers.
 */
final class Step {
  private final List<Rope> ropes;
  private final Tensor[] angles; // [rope]
  private Batch batch = new Batch();

  /** One object for all passes of a model. */
  Step(List<Rope> ropes) {
    this.ropes = ropes;
    this.angles = new Tensor[ropes.size()];
  }

  /** Begins a pass. */
  void begin(Ops ops, Batch newBatch) {
    batch = newBatch;
    for (int i = 0; i < angles.length; i++) {
      angles[i] = ops.angles(ropes.get(i), batch);
    }
  }

  Batch batch() {
    return batch;
  }

  /** Turns heads in place, by one of the model's embeddings. */
  void rotate(Ops ops, Tensor x, Rope rope, int headWidth) {
    ops.rotate(x, rope, angles[ropes.indexOf(rope)], headWidth);
  }
}
