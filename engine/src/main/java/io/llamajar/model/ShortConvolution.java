package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;

/**
 * A gated short convolution: {@code out(c * convolve(b * x))}, all three from one projection.
 *
 * <p>Source: Liquid AI, <i>LFM2 Technical Report</i>, 2025.
 */
record ShortConvolution(
    Weights before, Weights after, Weights value, CausalConvolution convolution, Weights output)
    implements Mixer {

  static ShortConvolution load(ModelFile file, int layer) {
    int width = file.positive("embedding_length");
    String block = "blk." + layer + ".shortconv.";
    Weights all = file.weights(block + "in_proj.weight", 3 * width, width);
    return new ShortConvolution(
        all.slice(0, width),
        all.slice(width, width),
        all.slice(2 * width, width),
        CausalConvolution.load(
            file, layer, "shortconv.conv", file.positive("shortconv.l_cache"), width),
        file.weights(block + "out_proj.weight", width, width));
  }

  @Override
  public KvShape kv() {
    return KvShape.of(new StateShape(convolution.shape().window(), 0));
  }

  @Override
  public Tensor apply(Ops ops, Tensor x, Step step) {
    Tensor b = ops.plan(before, x); // [tokens, width]
    Tensor c = ops.plan(after, x);
    Tensor v = ops.plan(value, x);
    ops.multiplyAll();
    ops.recurrent().multiply(v, b);
    Tensor y = convolution.apply(ops, v, step);
    ops.recurrent().multiply(y, c);
    return ops.multiply(output, y);
  }
}
