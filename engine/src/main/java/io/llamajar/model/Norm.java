package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.util.Optional;

/**
 * A norm: root-mean-square, or of a layer, which subtracts the mean first; it may add a bias.
 *
 * <p>Each run of {@code gain.size} values is normalised by itself; runs may have gains of their
 * own, which follow. Source: Zhang and Sennrich, <i>Root Mean Square Layer Normalization</i>, 2019;
 * Ba et al., <i>Layer Normalization</i>, 2016.
 */
record Norm(Kind kind, Vector gain, Optional<Vector> gains, Optional<Vector> bias, float epsilon) {

  enum Kind {
    RMS("attention.layer_norm_rms_epsilon"),
    LAYER("attention.layer_norm_epsilon");

    private final String epsilon;

    Kind(String epsilon) {
      this.epsilon = epsilon;
    }

    /** What is added before dividing; a file may have one for both kinds. */
    float epsilon(ModelFile file) {
      boolean shares = this == RMS && !has(file, RMS) && has(file, LAYER);
      return file.epsilon(shares ? LAYER.epsilon : epsilon);
    }

    private static boolean has(ModelFile file, Kind kind) {
      return file.metadata().find(file.key(kind.epsilon)).isPresent();
    }

    /** The kind that a file has an epsilon for. */
    static Kind of(ModelFile file) {
      return has(file, RMS) ? RMS : LAYER;
    }
  }

  /** Reads {@code NAME.weight} and, if it is there, {@code NAME.bias}. */
  static Norm load(ModelFile file, Kind kind, String name, int width) {
    return new Norm(
        kind,
        file.vector(name + ".weight", width),
        Optional.empty(),
        file.findVector(name + ".bias", width),
        kind.epsilon(file));
  }

  /** The same, if the file has it. */
  static Optional<Norm> find(ModelFile file, Kind kind, String name, int width) {
    return file.has(name + ".weight")
        ? Optional.of(load(file, kind, name, width))
        : Optional.empty();
  }

  /** One of several runs, each with gains of its own: {@code [runs, width]}. */
  static Norm ofRuns(ModelFile file, Kind kind, String name, int runs, int width) {
    Vector gains = file.values(name + ".weight", runs, width);
    Vector ones = Vector.ones(width);
    return new Norm(kind, ones, Optional.of(gains), Optional.empty(), kind.epsilon(file));
  }

  /** A root-mean-square norm without weights. */
  static Norm plain(ModelFile file, int width) {
    return new Norm(
        Kind.RMS, Vector.ones(width), Optional.empty(), Optional.empty(), Kind.RMS.epsilon(file));
  }

  /** A layer norm without weights. */
  static Norm plainLayer(ModelFile file, int width) {
    return new Norm(
        Kind.LAYER,
        Vector.ones(width),
        Optional.empty(),
        Optional.empty(),
        Kind.LAYER.epsilon(file));
  }

  /** The same with another gain, and no bias. */
  Norm withGain(Vector newGain) {
    return new Norm(kind, newGain, Optional.empty(), Optional.empty(), epsilon);
  }

  /** As a new tensor. */
  Tensor apply(Ops ops, Tensor x) {
    Tensor y =
        switch (kind) {
          case RMS -> ops.normalize(x, gain, epsilon);
          case LAYER -> ops.normalizeLayer(x, gain, epsilon);
        };
    finish(ops, y);
    return y;
  }

  void applyInPlace(Ops ops, Tensor x) {
    switch (kind) {
      case RMS -> ops.normalizeInPlace(x, gain, epsilon);
      case LAYER -> ops.normalizeLayerInPlace(x, gain, epsilon);
    }
    finish(ops, x);
  }

  private void finish(Ops ops, Tensor y) {
    gains.ifPresent(g -> ops.specials().scaleColumns(y, g));
    bias.ifPresent(b -> ops.addBias(y, b));
  }
}
