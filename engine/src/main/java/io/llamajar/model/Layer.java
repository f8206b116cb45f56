package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;

/** The usual layer: attention, then feed-forward, each behind a norm and added to the stream. */
record Layer(
    Vector attentionNorm,
    Attention attention,
    Vector feedForwardNorm,
    FeedForward feedForward,
    float epsilon) {

  static Layer load(ModelFile file, int layer, Attention attention, FeedForward feedForward) {
    int width = file.positive("embedding_length");
    return new Layer(
        file.vector("blk." + layer + ".attn_norm.weight", width),
        attention,
        file.vector("blk." + layer + ".ffn_norm.weight", width),
        feedForward,
        file.epsilon("attention.layer_norm_rms_epsilon"));
  }

  /** Changes {@code x}, {@code [tokens, width]}, in place. */
  void apply(Ops ops, Tensor x, Rope rope, Tensor angles, Batch batch) {
    int mark = ops.workspace().mark();
    Tensor h = ops.normalize(x, attentionNorm, epsilon);
    ops.add(x, attention.apply(ops, h, rope, angles, batch));
    h = ops.normalize(x, feedForwardNorm, epsilon);
    ops.add(x, feedForward.apply(ops, h));
    ops.workspace().release(mark);
  }
}
