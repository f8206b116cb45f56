package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgufValue;
import io.llamajar.kernel.Pairing;
import io.llamajar.kernel.Xielu;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Tensor;

/**
 * Apertus: norms of queries and keys, and feed-forward networks without gates whose activation was
 * trained in each layer.
 *
 * <p>Source: Apertus Team, <i>Apertus: Democratizing Open and Compliant LLMs</i>, 2025.
 */
final class Apertus {
  private Apertus() {}

  static Decoder load(ModelFile file) {
    Rope rope = Ropes.load(file, Pairing.HALVES);
    return Stack.load(
        file,
        Norm.Kind.RMS,
        rope,
        i -> {
          AttentionSettings settings =
              AttentionSettings.of(file, i).withRope(rope).withNormsFirst();
          return Layer.load(
              file, i, Norm.Kind.RMS, Attention.load(file, i, settings), Network.load(file, i));
        });
  }

  /** {@code down(xielu(up(x)))}. */
  record Network(Xielu activation, Projection up, Projection down) implements FeedForward {
    static Network load(ModelFile file, int layer) {
      int width = file.positive("embedding_length");
      int inner = file.positivePerLayer("feed_forward_length", layer);
      String block = "blk." + layer + ".ffn_";
      return new Network(
          xielu(file, layer),
          Projection.load(file, block + "up", inner, width),
          Projection.load(file, block + "down", width, inner));
    }

    @Override
    public Tensor apply(Ops ops, Tensor x) {
      Tensor u = up.apply(ops, x); // [tokens, inner]
      ops.specials().activate(activation, u);
      return down.apply(ops, u);
    }
  }

  /** What was trained are the inverse softplus of both factors. */
  private static Xielu xielu(ModelFile file, int layer) {
    float slope = number(file, "beta", layer);
    return new Xielu(
        softplus(number(file, "alpha_p", layer)),
        slope + softplus(number(file, "alpha_n", layer)),
        slope,
        number(file, "eps", layer));
  }

  /** One for all layers or one for each; the keys are without the architecture's name. */
  private static float number(ModelFile file, String name, int layer) {
    String key = "xielu." + name;
    if (!(file.metadata().find(key).orElse(null) instanceof GgufValue.Array values)) {
      return file.metadata().real(key);
    }
    if (values.size() <= layer) {
      throw new LlamajarException(
          "%s has %d values, too few for all layers; the file is broken, convert or download it again"
              .formatted(key, values.size()));
    }
    return (float) values.real(layer);
  }

  private static float softplus(float x) {
    return (float) (x > 20 ? x : StrictMath.log1p(StrictMath.exp(x)));
  }
}
