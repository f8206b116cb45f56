package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.util.Optional;

/**
 * A norm: root-mean-square, or of a layer, which subtracts the mean first; it may add a bias.
 *
 * <p>Each run of {@code gain.size} values is normalised by itself. Source: Zhang and Sennrich,
 * <i>Root Mean Square Layer Normalization</i>, 2019; Ba et al., <i>Layer Normalization</i>, 2016.
 */
record Norm(Kind kind, Vector gain, Optional<Vector> bias, float epsilon) {
  enum Kind {
    RMS("attention.layer_norm_rms_epsilon"),
    LAYER("attention.layer_norm_epsilon");

    private final String epsilon;

    Kind(String epsilon) {
      this.epsilon = epsilon;
    }

    /** The kind that a file has an epsilon for. */
    static Kind of(ModelFile file) {
      return file.metadata().find(file.key(RMS.epsilon)).isPresent() ? RMS : LAYER;
    }
  }

  /** Reads {@code NAME.weight} and, if it is there, {@code NAME.bias}. */
  static Norm load(ModelFile file, Kind kind, String name, int width) {
    return new Norm(
        kind,
        file.vector(name + ".weight", width),
        file.findVector(name + ".bias", width),
        file.epsilon(kind.epsilon));
  }

  /** The same, if the file has it. */
  static Optional<Norm> find(ModelFile file, Kind kind, String name, int width) {
    return file.has(name + ".weight")
        ? Optional.of(load(file, kind, name, width))
        : Optional.empty();
  }

  /** A root-mean-square norm without weights. */
  static Norm plain(ModelFile file, int width) {
    return new Norm(Kind.RMS, Vector.ones(width), Optional.empty(), file.epsilon(Kind.RMS.epsilon));
  }

  /** A layer norm without weights. */
  static Norm plainLayer(ModelFile file, int width) {
    return new Norm(
        Kind.LAYER, Vector.ones(width), Optional.empty(), file.epsilon(Kind.LAYER.epsilon));
  }

  /** The same with another gain, and no bias. */
  Norm withGain(Vector newGain) {
    return new Norm(kind, newGain, Optional.empty(), epsilon);
  }

  /** As a new tensor. */
  Tensor apply(Ops ops, Tensor x) {
    Tensor y =
        switch (kind) {
          case RMS -> ops.normalize(x, gain, epsilon);
          case LAYER -> ops.normalizeLayer(x, gain, epsilon);
        };
    bias.ifPresent(b -> ops.addBias(y, b));
    return y;
  }

  void applyInPlace(Ops ops, Tensor x) {
    switch (kind) {
      case RMS -> ops.normalizeInPlace(x, gain, epsilon);
      case LAYER -> ops.normalizeLayerInPlace(x, gain, epsilon);
    }
    bias.ifPresent(b -> ops.addBias(x, b));
  }
}
