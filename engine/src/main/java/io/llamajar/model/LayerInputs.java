package io.llamajar.model;

import io.llamajar.kernel.Activation;
import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;

/**
 * Embeddings that tokens have for each layer by itself, which a layer gates by what it has come to.
 *
 * <p>Their table may be the largest part of a file: only the rows of a pass are decoded. Source:
 * Gemma Team, <i>Gemma 3n</i>, 2025.
 */
final class LayerInputs implements Passage {
  private static final String TABLE = "per_layer_token_embd.weight";

  private final int width; // of a layer's
  private final Weights table; // [vocabulary, layers * width]
  private final Projection projection; // of the usual embedding
  private final Norm norm;

  @SuppressWarnings("NullAway.Init") // enter sets it before layers read it
  private Tensor inputs; // [rows, layers * width]

  private LayerInputs(ModelFile file) {
    int layers = file.layers();
    width = file.size("per_layer_proj_norm.weight");
    int all = file.width("block_count", layers, width);
    table = file.weights(TABLE, file.rows("token_embd.weight"), all);
    projection =
        Projection.load(file, "per_layer_model_proj", all, file.positive("embedding_length"));
    norm = Norm.load(file, Norm.Kind.RMS, "per_layer_proj_norm", width);
  }

  static LayerInputs load(ModelFile file) {
    return new LayerInputs(file);
  }

  /** Whether a model has them. */
  static boolean areIn(ModelFile file) {
    return file.has(TABLE);
  }

  @Override
  public Tensor enter(Ops ops, int[] tokens, Tensor x) {
    inputs = projection.apply(ops, x);
    ops.scale(inputs, (float) (1 / Math.sqrt(x.columns())));
    norm.applyInPlace(ops, inputs);
    Tensor own = ops.embed(table, tokens, x.rows());
    ops.scale(own, (float) Math.sqrt(width));
    ops.add(inputs, own);
    ops.scale(inputs, (float) Math.sqrt(0.5));
    return x;
  }

  /** A layer's way to feed on its input. */
  Feeder feeder(ModelFile file, int layer) {
    String block = "blk." + layer + ".";
    int model = file.positive("embedding_length");
    return new Feeder(
        this,
        layer,
        Projection.load(file, block + "inp_gate", width, model),
        Projection.load(file, block + "proj", model, width),
        Norm.load(file, Norm.Kind.RMS, block + "post_norm", model));
  }

  /** What a layer adds in the end: its input, gated and projected. */
  record Feeder(LayerInputs all, int layer, Projection gate, Projection projection, Norm norm) {
    Tensor apply(Ops ops, Tensor x) {
      Tensor g = gate.apply(ops, x); // [rows, width]
      int columns = all.inputs.columns();
      Tensor input = ops.arranging().part(all.inputs, columns, layer * all.width, all.width);
      ops.gate(Activation.GELU, g, input);
      Tensor y = projection.apply(ops, g);
      norm.applyInPlace(ops, y);
      return y;
    }
  }
}
