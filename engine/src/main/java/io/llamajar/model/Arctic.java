package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Routing;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Tensor;

/**
 * Arctic: a dense LLaMA, and beside each whole layer experts that see what comes into it.
 *
 * <p>Source: Snowflake AI Research, <i>Snowflake Arctic</i>, 2024.
 */
final class Arctic {
  private Arctic() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.ADJACENT);
    return Stack.load(file, Norm.Kind.RMS, rope, i -> layer(file, i, rope));
  }

  private static Layer layer(ModelFile file, int layer, Rope rope) {
    String block = "blk." + layer + ".ffn_";
    int width = file.positive("embedding_length");
    FeedForward dense = FeedForward.Dense.load(file, block + "%s", width, Activation.SILU);
    Routing routing = Experts.routing(file, layer).withRenormalization();
    return new Beside(
        Layer.load(file, layer, Norm.Kind.RMS, Attention.load(file, layer, rope), dense),
        Norm.load(file, Norm.Kind.RMS, block + "norm_exps", width),
        Experts.load(file, layer, Activation.SILU, routing));
  }

  /** A usual layer, and experts that see what it sees. */
  record Beside(Layer usual, Norm norm, Experts experts) implements Layer {
    @Override
    public Mixer mixer() {
      return usual.mixer();
    }

    @Override
    public void apply(Ops ops, Tensor x, Step step) {
      int mark = ops.workspace().mark();
      Tensor y = experts.apply(ops, norm.apply(ops, x));
      usual.apply(ops, x, step);
      ops.add(x, y);
      ops.workspace().release(mark);
    }
  }
}
