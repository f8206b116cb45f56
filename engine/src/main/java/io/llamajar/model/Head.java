package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;
import java.util.Optional;

/**
 * Both ends of a decoder: tokens to embeddings, and the last layer's values to logits.
 *
 * @param positions embeddings of positions, which are added to those of tokens, if there are any
 * @param embeddingScale what embeddings are multiplied with
 * @param logitScale what logits are multiplied with
 * @param cap what keeps logits softly between itself and its negative; 0 for nothing
 */
record Head(
    Weights embedding,
    Optional<Weights> positions,
    float embeddingScale,
    Norm norm,
    Projection output,
    float logitScale,
    float cap) {

  private static final float LARGEST = 1e6f; // of scales and caps

  /** Reads them; a file without {@code output.weight} uses the embeddings for both. */
  static Head load(ModelFile file, Norm.Kind kind) {
    return load(file, kind, "output_norm");
  }

  /** The same, where the last norm has another name. */
  static Head load(ModelFile file, Norm.Kind kind, String norm) {
    return load(file, Norm.load(file, kind, norm, file.positive("embedding_length")));
  }

  /** The same around a last norm. */
  static Head load(ModelFile file, Norm norm) {
    int width = file.positive("embedding_length");
    int vocabulary = file.vocabulary("token_embd.weight");
    Weights embedding = file.weights("token_embd.weight", vocabulary, width);
    Projection output =
        file.has("output.weight")
            ? Projection.load(file, "output", vocabulary, width)
            : Projection.of(file, "output", embedding);
    return new Head(
        embedding,
        Optional.empty(),
        1,
        norm,
        output,
        1,
        file.real("final_logit_softcapping", 0, 0, LARGEST));
  }

  Head withEmbeddingScale(double scale) {
    return new Head(embedding, positions, (float) scale, norm, output, logitScale, cap);
  }

  Head withLogitScale(double scale) {
    return new Head(embedding, positions, embeddingScale, norm, output, (float) scale, cap);
  }

  /** With a cap on logits where the file does not say. */
  Head withCap(ModelFile file, float fallback) {
    float told = file.real("final_logit_softcapping", fallback, 0, LARGEST);
    return new Head(embedding, positions, embeddingScale, norm, output, logitScale, told);
  }

  /** With the embeddings of positions that the file has. */
  Head withPositions(ModelFile file) {
    String name = "position_embd.weight";
    Weights table = file.weights(name, file.vocabulary(name), embedding.columns());
    return new Head(embedding, Optional.of(table), embeddingScale, norm, output, logitScale, cap);
  }

  /** The most positions of a text. */
  int longest() {
    return positions.isPresent() ? positions.get().rows() : Integer.MAX_VALUE;
  }

  int vocabularySize() {
    return embedding.rows();
  }

  /** {@code [batch.rows, width]}. */
  Tensor embed(Ops ops, int[] tokens, Batch batch) {
    Tensor x = ops.embed(embedding, tokens, batch.rows());
    if (embeddingScale != 1) {
      ops.scale(x, embeddingScale);
    }
    if (positions.isPresent()) {
      ops.add(x, ops.embedPositions(positions.get(), batch));
    }
    return x;
  }

  /** The logits of the rows that they are wanted of: {@code [batch.outputs, vocabulary]}. */
  Tensor logits(Ops ops, Tensor x, Batch batch) {
    Tensor y = output.apply(ops, norm.apply(ops, ops.outputs(x, batch)));
    if (logitScale != 1) {
      ops.scale(y, logitScale);
    }
    if (cap != 0) {
      ops.cap(y, cap);
    }
    return y;
  }
}
