package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;

/** Both ends of a decoder: tokens to embeddings, and the last layer's values to logits. */
record Head(Weights embedding, Vector norm, float epsilon, Weights output) {
  /** Reads them; a file without {@code output.weight} uses the embeddings for both. */
  static Head load(ModelFile file) {
    int width = file.positive("embedding_length");
    int vocabulary = file.vocabulary("token_embd.weight");
    Weights embedding = file.weights("token_embd.weight", vocabulary, width);
    return new Head(
        embedding,
        file.vector("output_norm.weight", width),
        file.epsilon("attention.layer_norm_rms_epsilon"),
        file.has("output.weight") ? file.weights("output.weight", vocabulary, width) : embedding);
  }

  int vocabularySize() {
    return embedding.rows();
  }

  /** {@code [count, width]}. */
  Tensor embed(Ops ops, int[] tokens, int count) {
    return ops.embed(embedding, tokens, count);
  }

  /** The logits of the rows that they are wanted of: {@code [batch.outputs, vocabulary]}. */
  Tensor logits(Ops ops, Tensor x, Batch batch) {
    return ops.multiply(output, ops.normalize(ops.outputs(x, batch), norm, epsilon));
  }
}
