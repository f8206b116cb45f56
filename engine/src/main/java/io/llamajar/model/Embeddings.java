package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.util.Optional;

/**
 * What a network sees of tokens: {@code [rows, width]}.
 *
 * @param tokens {@code [vocabulary, width]}
 * @param positions is added to them, if there is any: {@code [positions, width]}
 * @param type is added to all tokens, if there is any
 * @param scale what embeddings of tokens are multiplied with
 * @param norm of the sum, if there is any
 */
record Embeddings(
    Weights tokens,
    Optional<Weights> positions,
    Optional<Vector> type,
    float scale,
    Optional<Norm> norm) {

  private static final String POSITIONS = "position_embd.weight";
  private static final String TYPES = "token_types.weight";

  /** Those of tokens, and no more. */
  static Embeddings load(ModelFile file) {
    String name = "token_embd.weight";
    Weights tokens = file.weights(name, file.rows(name), file.positive("embedding_length"));
    return new Embeddings(tokens, Optional.empty(), Optional.empty(), 1, Optional.empty());
  }

  Embeddings withScale(double newScale) {
    return new Embeddings(tokens, positions, type, (float) newScale, norm);
  }

  /** With the embeddings of positions that the file has. */
  Embeddings withPositions(ModelFile file) {
    Weights table = file.weights(POSITIONS, file.rows(POSITIONS), width());
    return new Embeddings(tokens, Optional.of(table), type, scale, norm);
  }

  /** With the first of the types of tokens that the file has, if it has any. */
  Embeddings withType(ModelFile file) {
    if (!file.has(TYPES)) {
      return this;
    }
    Vector first = file.vectors(TYPES, file.rows(TYPES), width()).getFirst();
    return new Embeddings(tokens, positions, Optional.of(first), scale, norm);
  }

  /** With the norm of embeddings that the file has. */
  Embeddings withNorm(ModelFile file) {
    Norm loaded = Norm.load(file, Norm.Kind.LAYER, "token_embd_norm", width());
    return new Embeddings(tokens, positions, type, scale, Optional.of(loaded));
  }

  int width() {
    return tokens.columns();
  }

  /** The most positions of a text. */
  int longest() {
    return positions.isPresent() ? positions.get().rows() : Integer.MAX_VALUE;
  }

  Tensor apply(Ops ops, int[] ids, Batch batch) {
    Tensor x = ops.embed(tokens, ids, batch.rows());
    if (scale != 1) {
      ops.scale(x, scale);
    }
    if (type.isPresent()) {
      ops.addBias(x, type.get());
    }
    if (positions.isPresent()) {
      ops.add(x, ops.embedPositions(positions.get(), batch));
    }
    if (norm.isPresent()) {
      norm.get().applyInPlace(ops, x);
    }
    return x;
  }
}
