package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;
import java.util.Optional;

/**
 * ModernBERT: an encoder with norms before its parts, most layers of which see only what is near.
 *
 * <p>Every third layer sees all; the two kinds turn their heads by different rotary embeddings.
 *
 * <p>Source: Warner et al., <i>Smarter, Better, Faster, Longer</i>, 2024.
 */
final class ModernBert {
  private static final int PATTERN = 3; // one global layer in so many, where a file does not say

  private ModernBert() {}

  static Encoder load(ModelFile file) {
    int headWidth = Attention.kvShape(file, 0).keyWidth();
    Rope global = Ropes.load(file, Pairing.HALVES, headWidth);
    Rope local = Ropes.plain(file, Pairing.HALVES, headWidth, "rope.freq_base_swa");
    Windows windows = Windows.loadGlobalFirst(file, PATTERN);
    List<Layer> layers =
        Stack.layers(
            file,
            i -> {
              AttentionSettings settings =
                  AttentionSettings.of(file, i)
                      .withSight(windows.around(i))
                      .withRope(windows.isLocal(i) ? local : global);
              return layer(file, i, Attention.load(file, i, settings));
            });
    Head head =
        Head.load(file, Norm.Kind.LAYER).withEmbeddings(Embeddings.load(file).withNorm(file));
    return new Encoder(new Stack(head, List.of(global, local), layers));
  }

  /** The first layer does without a norm before its attention: embeddings have one. */
  private static Layer layer(ModelFile file, int layer, Attention attention) {
    int width = file.positive("embedding_length");
    String block = "blk." + layer + ".";
    Optional<Norm> mixing = Norm.find(file, Norm.Kind.LAYER, block + "attn_norm", width);
    Norm feeding = Norm.load(file, Norm.Kind.LAYER, block + "ffn_norm", width);
    return new Layer.Sequential(
        new Layer.Norms(new Layer.Part(mixing, Optional.empty()), Layer.Part.behind(feeding)),
        attention,
        FeedForward.Dense.load(file, layer, activation(file)),
        1);
  }

  /** Granite's embedding models have SiLU in the place of GELU. */
  private static Activation activation(ModelFile file) {
    String name = file.metadata().text(file.key("hidden_activation"), "gelu");
    return name.equals("silu") || name.equals("swish") ? Activation.SILU : Activation.GELU;
  }
}
