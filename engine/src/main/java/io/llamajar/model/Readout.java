package io.llamajar.model;

import io.llamajar.gguf.Gguf;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What reads vectors and scores out of a text's hidden states, beside or instead of logits.
 *
 * @param dense matrices that a vector goes through, if there are any: EmbeddingGemma has two
 * @param classifier what scores texts, if the file has it
 */
public record Readout(List<Projection> dense, Optional<Classifier> classifier) {
  private static final List<String> DENSE = List.of("dense_2", "dense_3");

  /**
   * Reads it from the file of a network.
   *
   * @throws io.llamajar.LlamajarException if a tensor of it has the wrong shape
   */
  public static Readout load(Gguf gguf, Network network) {
    ModelFile file = new ModelFile(gguf, 0);
    List<Projection> dense = new ArrayList<>();
    int width = network.width();
    for (String name : DENSE) {
      if (file.has(name + ".weight")) {
        Projection next = Projection.load(file, name, file.rows(name + ".weight"), width);
        dense.add(next);
        width = next.weights().rows();
      }
    }
    return new Readout(List.copyOf(dense), Classifier.find(file, network));
  }

  /** Vectors from those of texts: {@code [texts, width]} in, perhaps of another width out. */
  public Tensor vectors(Ops ops, Tensor x) {
    Tensor y = x;
    for (Projection projection : dense) {
      y = projection.apply(ops, y);
    }
    return y;
  }
}
