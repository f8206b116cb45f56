package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.kernel.Activation;
import io.llamajar.kernel.AttentionShape;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.util.Optional;

/**
 * Self-attention with grouped key-value heads, biases and query-key norms where a file has them.
 *
 * <p>Source: Vaswani et al., <i>Attention Is All You Need</i>, 2017; Ainslie et al., <i>GQA</i>,
 * 2023.
 */
final class Attention implements Mixer {
  private static final String HEADS = "attention.head_count";
  private static final String KV_HEADS = "attention.head_count_kv";
  private static final float LARGEST_LIMIT = 1e6f;

  /** The norms of queries and keys: of each head by itself, or of all together. */
  private record HeadNorms(Norm query, Norm key) {}

  private final AttentionShape shape;
  private final KvShape kv;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection output;
  private final Optional<Projection> gate; // says how much of what was gathered is let through
  private final Optional<Rope> rope;
  private final Optional<Temperature> temperature;
  private final Optional<HeadNorms> normsBefore; // the rotary embedding
  private final Optional<HeadNorms> normsAfter;
  private final float limit; // of queries, keys and values; 0 for none

  private Attention(ModelFile file, AttentionShape shape, KvShape kv, AttentionSettings settings) {
    this.shape = shape;
    this.kv = kv;
    this.rope = settings.rope();
    int width = file.positive("embedding_length");
    String block = "blk." + shape.layer() + ".";
    int queries = file.width(HEADS, shape.heads(), kv.keyWidth());
    int keys = file.width(KV_HEADS, kv.heads(), kv.keyWidth());
    int values = file.width(KV_HEADS, kv.heads(), kv.valueWidth());
    int attended = file.width(HEADS, shape.heads(), kv.valueWidth());
    if (file.has(block + "attn_qkv.weight")) { // the three in one matrix
      Projection all = Projection.load(file, block + "attn_qkv", queries + keys + values, width);
      query = all.slice(0, queries);
      key = all.slice(queries, keys);
      value = all.slice(queries + keys, values);
    } else {
      query = Projection.load(file, block + "attn_q", queries, width);
      key = Projection.load(file, block + "attn_k", keys, width);
      value = Projection.load(file, block + "attn_v", values, width);
    }
    output = Projection.load(file, block + "attn_output", width, attended);
    gate =
        file.has(block + "attn_gate.weight")
            ? Optional.of(Projection.load(file, block + "attn_gate", attended, width))
            : Optional.empty();
    Optional<HeadNorms> norms =
        headNorms(file, block, queries, keys)
            .or(() -> settings.headNorm().map(norm -> new HeadNorms(norm, norm)));
    temperature = settings.temperature();
    limit = file.real("attention.clamp_kqv", 0, 0, LARGEST_LIMIT);
    normsBefore = settings.normsFirst() ? norms : Optional.empty();
    normsAfter = settings.normsFirst() ? Optional.empty() : norms;
  }

  private Optional<HeadNorms> headNorms(ModelFile file, String block, int queries, int keys) {
    String names = block + "attn_q_norm";
    if (!file.has(names + ".weight")) {
      return Optional.empty();
    }
    boolean each = file.size(names + ".weight") == kv.keyWidth();
    return Optional.of(
        new HeadNorms(
            Norm.load(file, Norm.Kind.RMS, names, each ? kv.keyWidth() : queries),
            Norm.load(file, Norm.Kind.RMS, block + "attn_k_norm", each ? kv.keyWidth() : keys)));
  }

  /** The attention of a layer, with the usual settings. */
  static Attention load(ModelFile file, int layer, Rope rope) {
    return load(file, layer, AttentionSettings.of(file, layer).withRope(rope));
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
    AttentionShape shape = new AttentionShape(layer, heads, settings.sight(), settings.scoring());
    return new Attention(file, shape, kv, settings);
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

  @Override
  public KvShape kv() {
    return kv;
  }

  @Override
  public Tensor apply(Ops ops, Tensor x, Step step) {
    Tensor q = query.plan(ops, x); // [tokens, heads * keyWidth]
    Tensor k = key.plan(ops, x); // [tokens, kvHeads * keyWidth]
    Tensor v = value.plan(ops, x); // [tokens, kvHeads * valueWidth]
    ops.multiplyAll();
    query.addBias(ops, q);
    key.addBias(ops, k);
    value.addBias(ops, v);
    if (limit > 0) {
      ops.specials().clamp(q, limit);
      ops.specials().clamp(k, limit);
      ops.specials().clamp(v, limit);
    }
    normalize(ops, normsBefore, q, k);
    if (rope.isPresent()) {
      step.rotate(ops, q, rope.get(), kv.keyWidth());
      step.rotate(ops, k, rope.get(), kv.keyWidth());
    }
    normalize(ops, normsAfter, q, k);
    if (temperature.isPresent()) {
      temperature.get().apply(ops, q, step.batch());
    }
    ops.store(k, v, step.batch(), shape.layer());
    Tensor y = ops.attend(shape, q, step.batch()); // [tokens, heads * valueWidth]
    return output.apply(ops, gate.isPresent() ? gated(ops, x, y, gate.get()) : y);
  }

  private static Tensor gated(Ops ops, Tensor x, Tensor y, Projection gate) {
    Tensor g = gate.apply(ops, x);
    ops.gate(Activation.SIGMOID, g, y);
    return g;
  }

  private static void normalize(Ops ops, Optional<HeadNorms> norms, Tensor q, Tensor k) {
    if (norms.isPresent()) {
      norms.get().query().applyInPlace(ops, q);
      norms.get().key().applyInPlace(ops, k);
    }
  }
}
