package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;

/**
 * Falcon H1: each layer attends and scans selectively, both of the same input.
 *
 * <p>Source: Zuo et al., <i>Falcon-H1: A Family of Hybrid-Head Language Models</i>, 2025.
 */
final class FalconH1 {
  private FalconH1() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    String block = "blk." + layer + ".";
    int width = file.positive("embedding_length");
    Norm norm = Norm.load(file, Norm.Kind.RMS, block + "attn_norm", width);
    // This one is named unlike all others.
    Norm feedingNorm = norm.withGain(file.vector(block + "ffn_norm", width));
    return new Layer.Sequential(
        new Layer.Norms(Layer.Part.behind(norm), Layer.Part.behind(feedingNorm)),
        new Both(Attention.load(file, layer, rope), SelectiveState.perhapsNormed(file, layer)),
        FeedForward.Dense.load(file, layer, Activation.SILU),
        1);
  }

  /** The sum of two mixers. */
  private record Both(Attention attention, SelectiveState state) implements Mixer {
    @Override
    public KvShape kv() {
      KvShape kv = attention.kv();
      return new KvShape(kv.heads(), kv.keyWidth(), kv.valueWidth(), state.kv().state());
    }

    @Override
    public Tensor apply(Ops ops, Tensor x, Step step) {
      Tensor y = attention.apply(ops, x, step);
      ops.add(y, state.apply(ops, x, step));
      return y;
    }
  }
}
