package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.kernel.AttentionShape;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.Batch;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import io.llamajar.tensor.Weights;
import java.util.Optional;

/**
 * Self-attention with grouped key-value heads, biases and query-key norms where a file has them.
 *
 * <p>Source: Vaswani et al., <i>Attention Is All You Need</i>, 2017; Ainslie et al., <i>GQA</i>,
 * 2023.
 */
final class Attention {
  private static final String HEADS = "attention.head_count";
  private static final String KV_HEADS = "attention.head_count_kv";

  /** A gain for each head's query or key, and the epsilon of its norm. */
  private record HeadNorm(Vector query, Vector key, float epsilon) {}

  private final AttentionShape shape;
  private final KvShape kv;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection output;
  private final Optional<HeadNorm> headNorm;

  private Attention(ModelFile file, AttentionShape shape, KvShape kv, boolean headNorms) {
    this.shape = shape;
    this.kv = kv;
    int width = file.positive("embedding_length");
    String block = "blk." + shape.layer() + ".";
    int queries = file.width(HEADS, shape.heads(), kv.keyWidth());
    int keys = file.width(KV_HEADS, kv.heads(), kv.keyWidth());
    int values = file.width(KV_HEADS, kv.heads(), kv.valueWidth());
    int attended = file.width(HEADS, shape.heads(), kv.valueWidth());
    if (file.has(block + "attn_qkv.weight")) { // the three in one matrix
      Weights all = file.weights(block + "attn_qkv.weight", queries + keys + values, width);
      query = Projection.of(file, block + "attn_q", all.slice(0, queries));
      key = Projection.of(file, block + "attn_k", all.slice(queries, keys));
      value = Projection.of(file, block + "attn_v", all.slice(queries + keys, values));
    } else {
      query = Projection.load(file, block + "attn_q", queries, width);
      key = Projection.load(file, block + "attn_k", keys, width);
      value = Projection.load(file, block + "attn_v", values, width);
    }
    output = Projection.load(file, block + "attn_output", width, attended);
    headNorm =
        headNorms
            ? Optional.of(
                new HeadNorm(
                    file.vector(block + "attn_q_norm.weight", kv.keyWidth()),
                    file.vector(block + "attn_k_norm.weight", kv.keyWidth()),
                    file.epsilon("attention.layer_norm_rms_epsilon")))
            : Optional.empty();
  }

  /** The attention of a layer, with the usual settings. */
  static Attention load(ModelFile file, int layer) {
    return load(file, layer, AttentionSettings.of(file, kvShape(file, layer)));
  }

  /** The attention of a layer. */
  static Attention load(ModelFile file, int layer, AttentionSettings settings) {
    KvShape kv = kvShape(file, layer);
    int heads = file.positivePerLayer(HEADS, layer);
    if (heads % kv.heads() != 0) {
      throw new LlamajarException(
          "%s is %d: the %d heads of layer %d cannot share them; the file is broken, convert or download it again"
              .formatted(file.key(KV_HEADS), kv.heads(), heads, layer));
    }
    AttentionShape shape = new AttentionShape(layer, heads, settings.scale(), settings.window());
    return new Attention(file, shape, kv, settings.headNorms());
  }

  /** What a position of a layer keeps in the cache. */
  static KvShape kvShape(ModelFile file, int layer) {
    // Where layers have different numbers of heads, their width still is that of the first's.
    int width = Math.max(1, file.positive("embedding_length") / file.positivePerLayer(HEADS, 0));
    boolean grouped = file.metadata().find(file.key(KV_HEADS)).isPresent();
    return new KvShape(
        file.positivePerLayer(grouped ? KV_HEADS : HEADS, layer),
        file.positive("attention.key_length", width),
        file.positive("attention.value_length", width));
  }

  /** What a position keeps in the cache. */
  KvShape kv() {
    return kv;
  }

  /**
   * Attends and projects: {@code [tokens, width]} in and out.
   *
   * @param angles of {@code rope}, for the tokens in {@code x}
   */
  Tensor apply(Ops ops, Tensor x, Rope rope, Tensor angles, Batch batch) {
    Tensor q = query.plan(ops, x); // [tokens, heads * keyWidth]
    Tensor k = key.plan(ops, x); // [tokens, kvHeads * keyWidth]
    Tensor v = value.plan(ops, x); // [tokens, kvHeads * valueWidth]
    ops.multiplyAll();
    query.addBias(ops, q);
    key.addBias(ops, k);
    value.addBias(ops, v);
    if (headNorm.isPresent()) {
      ops.normalizeInPlace(q, headNorm.get().query(), headNorm.get().epsilon());
      ops.normalizeInPlace(k, headNorm.get().key(), headNorm.get().epsilon());
    }
    ops.rotate(q, rope, angles, kv.keyWidth());
    ops.rotate(k, rope, angles, kv.keyWidth());
    ops.store(k, v, batch, shape.layer());
    return output.apply(ops, ops.attend(shape, q, batch));
  }
}
