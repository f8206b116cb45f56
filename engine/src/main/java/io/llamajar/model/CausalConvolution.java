package io.llamajar.model;

import io.llamajar.kernel.Convolution;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.util.Optional;

/** A short convolution of each channel over the last positions, and a bias if the file has one. */
record CausalConvolution(Convolution shape, Optional<Vector> bias) {

  /**
   * Reads {@code NAME.weight} and, if it is there, {@code NAME.bias}, of a tensor of a layer.
   *
   * @param size the hyper-parameter that says how many positions a token sees
   */
  static CausalConvolution load(ModelFile file, int layer, String name, String size, int channels) {
    String tensor = "blk." + layer + "." + name;
    int positions = file.positive(size);
    file.width(size, positions, channels);
    Vector rows = file.values(tensor + ".weight", channels, positions);
    float[] taps = new float[positions * channels]; // the file has a channel's one after another
    for (int channel = 0; channel < channels; channel++) {
      for (int j = 0; j < positions; j++) {
        taps[j * channels + channel] = rows.at(channel * positions + j);
      }
    }
    return new CausalConvolution(
        new Convolution(layer, positions, Vector.of(taps)),
        file.findVector(tensor + ".bias", channels));
  }

  /** {@code [tokens, channels]} in and out. */
  Tensor apply(Ops ops, Tensor x, Step step) {
    Tensor y = ops.recurrent().convolve(shape, x, step.batch());
    if (bias.isPresent()) {
      ops.addBias(y, bias.get());
    }
    return y;
  }
}
