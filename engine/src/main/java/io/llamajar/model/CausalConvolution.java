package io.llamajar.model;

import io.llamajar.kernel.Convolution;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.util.List;
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
    return new CausalConvolution(
        new Convolution(layer, positions, taps(List.of(rows), positions)),
        file.findVector(tensor + ".bias", channels));
  }

  /**
   * Several side by side, each of so many channels, whose tensors have a further dimension.
   *
   * @param names of the tensors
   */
  static CausalConvolution joint(
      ModelFile file, int layer, List<String> names, String size, int channels) {
    int positions = file.positive(size);
    file.width(size, names.size() * positions, channels);
    List<Vector> rows =
        names.stream()
            .map(name -> "blk." + layer + "." + name + ".weight")
            .map(name -> file.values(name, channels, 1, positions))
            .toList();
    return new CausalConvolution(
        new Convolution(layer, positions, taps(rows, positions)), Optional.empty());
  }

  /** {@code [positions, channels]} of all; the file has a channel's one after another. */
  private static Vector taps(List<Vector> parts, int positions) {
    int each = parts.getFirst().size() / positions;
    int channels = parts.size() * each;
    float[] taps = new float[positions * channels];
    for (int channel = 0; channel < channels; channel++) {
      Vector rows = parts.get(channel / each);
      for (int j = 0; j < positions; j++) {
        taps[j * channels + channel] = rows.at(channel % each * positions + j);
      }
    }
    return Vector.of(taps);
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
