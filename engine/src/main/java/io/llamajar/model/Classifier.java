package io.llamajar.model;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.kernel.Activation;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A head that scores a text: one vector of it in, a number for each label out.
 *
 * <p>BERT's sees the first token, through a matrix and a hyperbolic tangent. ModernBERT's sees the
 * mean of all tokens, through a matrix, GELU and a norm. A decoder's sees the last token, and its
 * labels are alternatives. Then comes a matrix with a row for each label.
 *
 * @param source what it sees of a text
 * @param labels a row for each; without it the first matrix gives the numbers
 * @param alternatives whether the numbers are probabilities that add up to 1
 */
public record Classifier(
    Summary source,
    Optional<Projection> dense,
    Optional<Norm> norm,
    Optional<Projection> labels,
    boolean alternatives) {

  /** That of a file, if it has one. */
  static Optional<Classifier> find(ModelFile file, Network network) {
    Optional<Projection> dense = projection(file, "cls", network.width());
    int inner = dense.isPresent() ? dense.get().weights().rows() : network.width();
    Optional<Projection> labels = projection(file, "cls.output", inner);
    if (dense.isEmpty() && labels.isEmpty()) {
      return Optional.empty();
    }
    Optional<Norm> norm = Norm.find(file, Norm.Kind.LAYER, "cls.norm", inner);
    boolean decoder = network instanceof Decoder;
    Summary source = decoder ? Summary.LAST : norm.isPresent() ? Summary.MEAN : Summary.FIRST;
    return Optional.of(new Classifier(source, dense, norm, labels, decoder));
  }

  private static Optional<Projection> projection(ModelFile file, String name, int columns) {
    return file.has(name + ".weight")
        ? Optional.of(Projection.load(file, name, file.rows(name + ".weight"), columns))
        : Optional.empty();
  }

  /** Scores: {@code [texts, width]} in, {@code [texts, labels]} out. */
  public Tensor scores(Ops ops, Tensor x) {
    Tensor y = x;
    if (dense.isPresent()) {
      y = dense.get().apply(ops, y);
      if (norm.isPresent()) {
        ops.activate(Activation.GELU, y);
        norm.get().applyInPlace(ops, y);
      } else {
        tanh(y);
      }
    }
    if (labels.isPresent()) {
      y = labels.get().apply(ops, y);
    }
    if (alternatives) {
      softmax(y);
    }
    return y;
  }

  private static void tanh(Tensor x) {
    MemorySegment values = x.write();
    for (long i = 0; i < (long) x.rows() * x.columns(); i++) {
      float value = values.getAtIndex(JAVA_FLOAT, i);
      values.setAtIndex(JAVA_FLOAT, i, (float) StrictMath.tanh(value));
    }
  }

  private static void softmax(Tensor x) {
    for (int row = 0; row < x.rows(); row++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < x.columns(); i++) {
        largest = Math.max(largest, x.at(row, i));
      }
      double sum = 0;
      for (int i = 0; i < x.columns(); i++) {
        sum += StrictMath.exp(x.at(row, i) - largest);
      }
      for (int i = 0; i < x.columns(); i++) {
        float share = (float) (StrictMath.exp(x.at(row, i) - largest) / sum);
        x.write().setAtIndex(JAVA_FLOAT, (long) row * x.columns() + i, share);
      }
    }
  }
}
