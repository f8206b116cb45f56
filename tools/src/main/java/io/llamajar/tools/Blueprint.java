package io.llamajar.tools;

import io.llamajar.tools.Family.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tensors that a model of some shape has, in the order in which they stand in a file. */
final class Blueprint {
  /**
   * A tensor to be made up.
   *
   * @param layer the layer it is in; 0 outside of layers
   * @param dimensions the contiguous one first
   */
  record Tensor(String name, Part part, int layer, List<Long> dimensions) {
    long columns() {
      return dimensions.getFirst();
    }

    long values() {
      return dimensions.stream().reduce(1L, Math::multiplyExact);
    }
  }

  private final Shape shape;
  private final List<Tensor> tensors = new ArrayList<>();
  private int layer;

  private Blueprint(Shape shape) {
    this.shape = shape;
  }

  static List<Tensor> of(Shape shape) {
    Blueprint blueprint = new Blueprint(shape);
    blueprint.model();
    return blueprint.tensors;
  }

  private void model() {
    add("token_embd.weight", Part.EMBEDDING, shape.width(), shape.vocabulary());
    if (shape.stretch() > 1) {
      add("rope_freqs.weight", Part.ROPE_FACTORS, shape.headWidth() / 2);
    }
    for (layer = 0; layer < shape.layers(); layer++) {
      attention("blk." + layer + ".");
      feedForward("blk." + layer + ".");
    }
    layer = 0;
    add("output_norm.weight", Part.NORM, shape.width());
    if (!shape.tied()) {
      add("output.weight", Part.OUTPUT, shape.width(), shape.vocabulary());
    }
  }

  private void attention(String block) {
    int queries = shape.heads() * shape.headWidth();
    int keys = shape.kvHeads() * shape.headWidth();
    add(block + "attn_norm.weight", Part.NORM, shape.width());
    projection(block + "attn_q", Part.MATRIX, queries);
    projection(block + "attn_k", Part.MATRIX, keys);
    projection(block + "attn_v", Part.VALUE, keys);
    if (shape.family().has(Trait.HEAD_NORMS)) {
      add(block + "attn_q_norm.weight", Part.NORM, shape.headWidth());
      add(block + "attn_k_norm.weight", Part.NORM, shape.headWidth());
    }
    add(block + "attn_output.weight", Part.MATRIX, queries, shape.width());
    if (shape.family().has(Trait.POST_NORMS)) {
      add(block + "post_attention_norm.weight", Part.NORM, shape.width());
    }
  }

  private void projection(String name, Part part, int rows) {
    add(name + ".weight", part, shape.width(), rows);
    if (shape.family().has(Trait.BIASES)) {
      add(name + ".bias", Part.BIAS, rows);
    }
  }

  private void feedForward(String block) {
    int width = shape.width();
    int inner = shape.inner();
    add(block + "ffn_norm.weight", Part.NORM, width);
    if (shape.experts() == 0) {
      add(block + "ffn_gate.weight", Part.MATRIX, width, inner);
      add(block + "ffn_up.weight", Part.MATRIX, width, inner);
      add(block + "ffn_down.weight", Part.DOWN, inner, width);
    } else {
      int experts = shape.experts();
      add(block + "ffn_gate_inp.weight", Part.ROUTER, width, experts);
      add(block + "ffn_gate_exps.weight", Part.MATRIX, width, inner, experts);
      add(block + "ffn_up_exps.weight", Part.MATRIX, width, inner, experts);
      add(block + "ffn_down_exps.weight", Part.DOWN, inner, width, experts);
    }
    if (shape.family().has(Trait.POST_NORMS)) {
      add(block + "post_ffw_norm.weight", Part.NORM, width);
    }
  }

  private void add(String name, Part part, long... dimensions) {
    List<Long> all = Arrays.stream(dimensions).boxed().toList();
    tensors.add(new Tensor(name, part, layer, all));
  }
}
