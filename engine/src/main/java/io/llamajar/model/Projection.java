package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.util.Optional;

/**
 * A matrix with a bias, if the file has one: {@code [tokens, columns]} in, {@code [tokens, rows]}
 * out.
 */
record Projection(Weights weights, Optional<Vector> bias) {
  /** Reads {@code NAME.weight} and, if it is there, {@code NAME.bias}. */
  static Projection load(ModelFile file, String name, int rows, int columns) {
    return of(file, name, file.weights(name + ".weight", rows, columns));
  }

  /** Weights that were read already, and {@code NAME.bias} if it is there. */
  static Projection of(ModelFile file, String name, Weights weights) {
    return new Projection(weights, file.findVector(name + ".bias", weights.rows()));
  }

  /** Rows {@code [from, from + count)} as a projection of their own. */
  Projection slice(int from, int count) {
    return new Projection(weights.slice(from, count), bias.map(b -> b.slice(from, count)));
  }

  /** With the bias {@code NAME.bias}, if it has none and the file has that. */
  Projection orBias(ModelFile file, String name) {
    return bias.isPresent() ? this : of(file, name, weights);
  }

  Tensor apply(Ops ops, Tensor x) {
    Tensor y = plan(ops, x);
    ops.multiplyAll();
    addBias(ops, y);
    return y;
  }

  /** What will be the result, once all that is planned was multiplied and the bias was added. */
  Tensor plan(Ops ops, Tensor x) {
    return ops.plan(weights, x);
  }

  void addBias(Ops ops, Tensor y) {
    if (bias.isPresent()) {
      ops.addBias(y, bias.get());
    }
  }
}
