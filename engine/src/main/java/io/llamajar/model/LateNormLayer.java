package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import java.util.Optional;

/**
 * A layer that normalises the stream itself, behind each part that adds to it.
 *
 * @param second norm behind the first part, if there is one: of what came in and the first norm's
 *     result
 */
record LateNormLayer(
    Mixer mixer, Norm mixed, Optional<Norm> second, FeedForward feedForward, Norm fed)
    implements Layer {

  static LateNormLayer load(ModelFile file, int layer, Mixer mixer, FeedForward feedForward) {
    int width = file.positive("embedding_length");
    String block = "blk." + layer + ".";
    return new LateNormLayer(
        mixer,
        Norm.load(file, Norm.Kind.LAYER, block + "attn_output_norm", width),
        Norm.find(file, Norm.Kind.LAYER, block + "attn_norm_2", width),
        feedForward,
        Norm.load(file, Norm.Kind.LAYER, block + "layer_output_norm", width));
  }

  @Override
  public void apply(Ops ops, Tensor x, Step step) {
    int mark = ops.workspace().mark();
    Tensor y = mixer.apply(ops, x, step);
    if (second.isPresent()) {
      ops.add(y, x);
      mixed.applyInPlace(ops, y);
    }
    ops.add(x, y);
    second.orElse(mixed).applyInPlace(ops, x);
    ops.add(x, feedForward.apply(ops, x));
    fed.applyInPlace(ops, x);
    ops.workspace().release(mark);
  }
}
