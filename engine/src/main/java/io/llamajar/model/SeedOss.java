package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Rope;
import java.util.List;

/**
 * Seed-OSS: Qwen 2 whose second norm has the name of another.
 *
 * <p>Source: ByteDance Seed, <i>Seed-OSS Open-Source Models</i>, 2025.
 */
final class SeedOss {
  private SeedOss() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    List<Layer> layers = Stack.layers(file, i -> layer(file, i, rope));
    return new Stack(Head.load(file, Norm.Kind.RMS), List.of(rope), layers);
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    int width = file.positive("embedding_length");
    String block = "blk." + layer + ".";
    return new Layer.Sequential(
        Layer.Part.before(Norm.load(file, Norm.Kind.RMS, block + "attn_norm", width)),
        Attention.load(file, layer, rope),
        Layer.Part.before(Norm.load(file, Norm.Kind.RMS, block + "post_attention_norm", width)),
        FeedForward.Dense.load(file, layer, Activation.SILU),
        1);
  }
}
