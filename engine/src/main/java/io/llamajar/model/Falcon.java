package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.Optional;

/**
 * Falcon: attention and feed-forward network side by side, behind one layer norm or one each.
 *
 * <p>Source: Almazrouei et al., <i>The Falcon Series of Open Language Models</i>, 2023.
 */
final class Falcon {
  private Falcon() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(file, Norm.Kind.LAYER, rope, i -> layer(file, i, rope));
  }

  /** Of two norms, the second is the attention's. */
  private static Layer layer(ModelFile file, int layer, Rope rope) {
    int width = file.positive("embedding_length");
    String block = "blk." + layer + ".";
    Norm norm = Norm.load(file, Norm.Kind.LAYER, block + "attn_norm", width);
    Optional<Norm> second = Norm.find(file, Norm.Kind.LAYER, block + "attn_norm_2", width);
    return new Layer.Parallel(
        second.orElse(norm),
        Attention.load(file, layer, rope),
        second.isPresent() ? Optional.of(norm) : Optional.empty(),
        FeedForward.Dense.ungated(file, layer, Activation.GELU));
  }
}
