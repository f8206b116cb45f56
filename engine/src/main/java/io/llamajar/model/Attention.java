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

  /** What says how much of what each head has attended to is let through. */
  private enum Gating {
    NONE,
    /** What stands behind each head's query. */
    BEHIND_QUERIES,
    /** A projection of its own. */
    APART,
    /** The same, but one number for each head. */
    APART_BY_HEAD
  }

  private final AttentionShape shape;
  private final KvShape kv;
  private final Gating gating;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection output;
  private final Optional<Projection> gate; // apart
  private final Optional<Rope> rope;
  private final Optional<Temperature> temperature;
  private final Optional<HeadNorms> normsBefore; // the rotary embedding
  private final Optional<HeadNorms> normsAfter;
  private final Optional<Norm> normBehind; // attention
  private final float limit; // of queries, keys and values; 0 for none

  private Attention(
      ModelFile file, AttentionShape shape, KvShape kv, AttentionSettings settings, Gating gating) {
    this.shape = shape;
    this.kv = kv;
    this.gating = gating;
    this.rope = settings.rope();
    int width = file.positive("embedding_length");
    String block = "blk." + shape.layer() + ".";
    int queries = file.width(HEADS, shape.heads(), kv.keyWidth());
    int keys = file.width(KV_HEADS, kv.heads(), kv.keyWidth());
    int values = file.width(KV_HEADS, kv.heads(), kv.valueWidth());
    int attended = file.width(HEADS, shape.heads(), kv.valueWidth());
    int asked = gating == Gating.BEHIND_QUERIES ? 2 * queries : queries;
    if (file.has(block + "attn_qkv.weight")) { // the three in one matrix
      Projection all = Projection.load(file, block + "attn_qkv", asked + keys + values, width);
      query = all.slice(0, asked).orBias(file, block + "attn_q");
      key = all.slice(asked, keys).orBias(file, block + "attn_k");
      value = all.slice(asked + keys, values).orBias(file, block + "attn_v");
    } else {
      query = Projection.load(file, block + "attn_q", asked, width);
      key = Projection.load(file, block + "attn_k", keys, width);
      value = Projection.load(file, block + "attn_v", values, width);
    }
    output = Projection.load(file, block + "attn_output", width, attended);
    gate =
        switch (gating) {
          case NONE, BEHIND_QUERIES -> Optional.empty();
          case APART -> Optional.of(Projection.load(file, block + "attn_gate", attended, width));
          case APART_BY_HEAD ->
              Optional.of(Projection.load(file, block + "attn_gate", shape.heads(), width));
        };
    Optional<HeadNorms> norms =
        switch (settings.norms()) {
          case NONE -> Optional.empty();
          case FIRST, LAST -> Optional.of(headNorms(file, block, settings.headNorm()));
        };
    boolean first = settings.norms() == AttentionSettings.Norms.FIRST;
    normsBefore = first ? norms : Optional.empty();
    normsAfter = first ? Optional.empty() : norms;
    normBehind = settings.normBehind();
    temperature = settings.temperature();
    limit = file.real("attention.clamp_kqv", 0, 0, LARGEST_LIMIT);
  }

  /** Those of the file, each for a head or for all, unless there is another. */
  private HeadNorms headNorms(ModelFile file, String block, Optional<Norm> other) {
    if (other.isPresent()) {
      return new HeadNorms(other.get(), other.get());
    }
    Norm.Kind kind = Norm.Kind.of(file);
    if (file.rows(block + "attn_q_norm.weight") > 1) { // each has its own
      return new HeadNorms(
          Norm.ofRuns(file, kind, block + "attn_q_norm", shape.heads(), kv.keyWidth()),
          Norm.ofRuns(file, kind, block + "attn_k_norm", kv.heads(), kv.keyWidth()));
    }
    boolean each = file.size(block + "attn_q_norm.weight") == kv.keyWidth();
    int queries = kv.keyWidth() * (each ? 1 : shape.heads());
    int keys = kv.keyWidth() * (each ? 1 : kv.heads());
    return new HeadNorms(
        Norm.load(file, kind, block + "attn_q_norm", queries),
        Norm.load(file, kind, block + "attn_k_norm", keys));
  }

  /** The attention of a layer, with the usual settings. */
  static Attention load(ModelFile file, int layer, Rope rope) {
    return load(file, layer, AttentionSettings.of(file, layer).withRope(rope));
  }

  /** The attention of a layer. */
  static Attention load(ModelFile file, int layer, AttentionSettings settings) {
    return load(file, layer, settings, Gating.NONE);
  }

  /** One that gates what each head has attended to: a head has a gate behind its query. */
  static Attention gated(ModelFile file, int layer, AttentionSettings settings) {
    KvShape kv = kvShape(file, layer);
    if (kv.keyWidth() != kv.valueWidth()) {
      throw new LlamajarException(
          "%s is %d, but the gates for values are %d wide; the file is broken, convert or download it again"
              .formatted(file.key("attention.value_length"), kv.valueWidth(), kv.keyWidth()));
    }
    return load(file, layer, settings, Gating.BEHIND_QUERIES);
  }

  /** One that gates it by a projection of its own. */
  static Attention gatedApart(ModelFile file, int layer, AttentionSettings settings) {
    return load(file, layer, settings, Gating.APART);
  }

  /** One that gates each head as a whole. */
  static Attention gatedByHead(ModelFile file, int layer, AttentionSettings settings) {
    return load(file, layer, settings, Gating.APART_BY_HEAD);
  }

  private static Attention load(
      ModelFile file, int layer, AttentionSettings settings, Gating gating) {
    KvShape kv = kvShape(file, layer);
    int heads = file.positivePerLayer(HEADS, layer);
    if (heads % kv.heads() != 0) {
      throw new LlamajarException(
          "%s is %d: the %d heads of layer %d cannot share them; the file is broken, convert or download it again"
              .formatted(file.key(KV_HEADS), kv.heads(), heads, layer));
    }
    AttentionShape shape = new AttentionShape(layer, heads, settings.sight(), settings.scoring());
    return new Attention(file, shape, kv, settings, gating);
  }

  /** Whether a layer attends: one that keeps a state instead has no key-value heads. */
  static boolean isIn(ModelFile file, int layer) {
    return file.findPerLayer(KV_HEADS).map(heads -> heads.whole(layer) != 0).orElse(true);
  }

  /** What a position of a layer keeps in the cache. */
  static KvShape kvShape(ModelFile file, int layer) {
    boolean grouped = file.metadata().find(file.key(KV_HEADS)).isPresent();
    return new KvShape(
        file.positivePerLayer(grouped ? KV_HEADS : HEADS, layer),
        keyWidth(file),
        width(file, "attention.value_length"));
  }

  /** Values in a query or key. */
  static int keyWidth(ModelFile file) {
    return width(file, "attention.key_length");
  }

  private static int width(ModelFile file, String key) {
    boolean told = file.metadata().find(file.key(key)).isPresent();
    return told ? file.positive(key) : usualWidth(file);
  }

  private static int usualWidth(ModelFile file) {
    // Where layers have different numbers of heads, their width still is that of the first's.
    return Math.max(1, file.positive("embedding_length") / file.positivePerLayer(HEADS, 0));
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
    Tensor g = gate.isPresent() ? gate.get().plan(ops, x) : q;
    ops.multiplyAll();
    query.addBias(ops, q);
    key.addBias(ops, k);
    value.addBias(ops, v);
    if (limit > 0) {
      ops.specials().clamp(q, limit);
      ops.specials().clamp(k, limit);
      ops.specials().clamp(v, limit);
    }
    int width = kv.keyWidth();
    if (gating == Gating.BEHIND_QUERIES) {
      g = ops.arranging().part(q, 2 * width, width, width);
      q = ops.arranging().part(q, 2 * width, 0, width);
    }
    normalize(ops, normsBefore, q, k);
    if (rope.isPresent()) {
      step.rotate(ops, q, rope.get(), width);
      step.rotate(ops, k, rope.get(), width);
    }
    normalize(ops, normsAfter, q, k);
    if (temperature.isPresent()) {
      temperature.get().apply(ops, q, step.batch());
    }
    ops.store(k, v, step.batch(), shape.layer());
    Tensor y = ops.attend(shape, q, step.batch()); // [tokens, heads * valueWidth]
    if (normBehind.isPresent()) {
      normBehind.get().applyInPlace(ops, y);
    }
    return output.apply(ops, gated(ops, g, y));
  }

  /** What is let through of {@code y}, {@code [tokens, heads * valueWidth]}. */
  private Tensor gated(Ops ops, Tensor gates, Tensor y) {
    return switch (gating) {
      case NONE -> y;
      case BEHIND_QUERIES, APART -> {
        ops.gate(Activation.SIGMOID, gates, y);
        yield gates;
      }
      case APART_BY_HEAD -> {
        ops.activate(Activation.SIGMOID, gates);
        int heads = shape.heads();
        Tensor rows = ops.arranging().byHead(y, heads); // [heads * tokens, valueWidth]
        ops.scaleRows(rows, ops.arranging().byHead(gates, heads));
        yield ops.arranging().byToken(rows, heads);
      }
    };
  }

  private static void normalize(Ops ops, Optional<HeadNorms> norms, Tensor q, Tensor k) {
    if (norms.isPresent()) {
      norms.get().query().applyInPlace(ops, q);
      norms.get().key().applyInPlace(ops, k);
    }
  }
}
