package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import java.util.Optional;

/**
 * Both ends of a network: tokens to embeddings, and the last layer's values to logits.
 *
 * @param norm of the last layer's values, unless the layer has normalised them itself
 * @param logitScale what logits are multiplied with
 * @param cap what keeps logits softly between itself and its negative; 0 for nothing
 */
record Head(
    Embeddings embeddings, Optional<Norm> norm, Projection output, float logitScale, float cap) {

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
    return of(file, Embeddings.load(file), Optional.of(norm));
  }

  /** The ends of an encoder whose last layer normalises. */
  static Head withoutNorm(ModelFile file, Embeddings embeddings) {
    return of(file, embeddings, Optional.empty());
  }

  private static Head of(ModelFile file, Embeddings embeddings, Optional<Norm> norm) {
    int vocabulary = embeddings.tokens().rows();
    Projection output =
        file.has("output.weight")
            ? Projection.load(file, "output", vocabulary, embeddings.width())
            : Projection.of(file, "output", embeddings.tokens());
    return new Head(
        embeddings, norm, output, 1, file.real("final_logit_softcapping", 0, 0, LARGEST));
  }

  Head withEmbeddings(Embeddings newEmbeddings) {
    return new Head(newEmbeddings, norm, output, logitScale, cap);
  }

  Head withEmbeddingScale(double scale) {
    return withEmbeddings(embeddings.withScale(scale));
  }

  Head withLogitScale(double scale) {
    return new Head(embeddings, norm, output, (float) scale, cap);
  }

  /** With a cap on logits where the file does not say. */
  Head withCap(ModelFile file, float fallback) {
    float told = file.real("final_logit_softcapping", fallback, 0, LARGEST);
    return new Head(embeddings, norm, output, logitScale, told);
  }

  /** With the embeddings of positions that the file has. */
  Head withPositions(ModelFile file) {
    return withEmbeddings(embeddings.withPositions(file));
  }

  /** What the rows that are wanted come to, normalised: {@code [batch.outputs, width]}. */
  Tensor hidden(Ops ops, Tensor x, Batch batch) {
    Tensor wanted = ops.outputs(x, batch);
    if (norm.isPresent()) {
      norm.get().applyInPlace(ops, wanted);
    }
    return wanted;
  }

  /** Their logits: {@code [rows, vocabulary]}. */
  Tensor logits(Ops ops, Tensor hidden) {
    Tensor y = output.apply(ops, hidden);
    if (logitScale != 1) {
      ops.scale(y, logitScale);
    }
    if (cap != 0) {
      ops.cap(y, cap);
    }
    return y;
  }
}
