package io.llamajar.model;

import io.llamajar.LlamajarException;
import io.llamajar.kernel.AttentionShape;
import io.llamajar.kernel.Scoring;
import io.llamajar.kernel.Sight;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import java.util.Optional;

/**
 * The attention of Gemma 3n and 4: queries, keys and values are normalised, scores are not scaled,
 * and the last layers store nothing but attend to what earlier ones have stored.
 */
final class BorrowingAttention implements Mixer {
  private static final String HEADS = "attention.head_count";
  private static final String KV_HEADS = "attention.head_count_kv";

  /**
   * What distinguishes layers that see a window from others.
   *
   * @param kv what the layer that it attends to has stored
   */
  record View(KvShape kv, Sight sight, Rope rope) {
    /** Heads of the width that a file has under these names, or else under the usual ones. */
    static KvShape kv(ModelFile file, int layer, String suffix) {
      KvShape usual = Attention.kvShape(file, layer);
      return new KvShape(
          usual.heads(),
          file.positive("attention.key_length" + suffix, usual.keyWidth()),
          file.positive("attention.value_length" + suffix, usual.valueWidth()));
    }
  }

  /**
   * What keys and values come from.
   *
   * @param value not there where values are keys before their norm
   */
  private record Source(Projection key, Optional<Projection> value, Norm keyNorm, Norm valueNorm) {}

  private final AttentionShape shape;
  private final KvShape kv;
  private final Rope rope;
  private final Projection query;
  private final Norm queryNorm;
  private final Optional<Source> source; // not there where it stores nothing
  private final Projection output;

  /**
   * The attention of a layer.
   *
   * @param lender the layer whose keys and values it attends to: itself or an earlier one
   * @param view what it sees of them
   */
  BorrowingAttention(ModelFile file, int layer, int lender, View view) {
    kv = view.kv();
    rope = view.rope();
    int heads = file.positivePerLayer(HEADS, layer);
    if (heads % kv.heads() != 0 || kv.keyWidth() != kv.valueWidth()) {
      throw new LlamajarException(
          "%s is %d: the %d heads of layer %d cannot share them; the file is broken, convert or download it again"
              .formatted(file.key(KV_HEADS), kv.heads(), heads, layer));
    }
    shape = new AttentionShape(lender, heads, view.sight(), Scoring.by(1));
    String block = "blk." + layer + ".attn_";
    int width = file.positive("embedding_length");
    int queries = file.width(HEADS, heads, kv.keyWidth());
    int keys = file.width(KV_HEADS, kv.heads(), kv.keyWidth());
    Optional<Source> found;
    if (file.has(block + "qkv.weight")) {
      Projection all = Projection.load(file, block + "qkv", queries + 2 * keys, width);
      query = all.slice(0, queries);
      Projection value = all.slice(queries + keys, keys);
      found = Optional.of(source(file, block, all.slice(queries, keys), Optional.of(value)));
    } else {
      query = Projection.load(file, block + "q", queries, width);
      found =
          find(file, block + "k", keys)
              .map(key -> source(file, block, key, find(file, block + "v", keys)));
    }
    if (lender == layer && found.isEmpty()) {
      throw new LlamajarException(
          "The tensor %sk.weight is missing; the file is incomplete, convert or download it again"
              .formatted(block));
    }
    source = lender == layer ? found : Optional.empty(); // some files have what nobody needs
    queryNorm = Norm.load(file, Norm.Kind.RMS, block + "q_norm", kv.keyWidth());
    output = Projection.load(file, block + "output", width, queries);
  }

  private static Optional<Projection> find(ModelFile file, String name, int rows) {
    return file.has(name + ".weight")
        ? Optional.of(Projection.load(file, name, rows, file.positive("embedding_length")))
        : Optional.empty();
  }

  private Source source(ModelFile file, String block, Projection key, Optional<Projection> value) {
    Norm keyNorm = Norm.load(file, Norm.Kind.RMS, block + "k_norm", kv.keyWidth());
    return new Source(key, value, keyNorm, Norm.plain(file, kv.valueWidth()));
  }

  @Override
  public KvShape kv() {
    return kv;
  }

  @Override
  public boolean stores() {
    return source.isPresent();
  }

  @Override
  public Tensor apply(Ops ops, Tensor x, Step step) {
    Tensor q = query.plan(ops, x); // [tokens, heads * keyWidth]
    if (source.isPresent()) {
      store(ops, x, step, source.get());
    } else {
      ops.multiplyAll();
    }
    query.addBias(ops, q);
    queryNorm.applyInPlace(ops, q);
    step.rotate(ops, q, rope, kv.keyWidth());
    return output.apply(ops, ops.attend(shape, q, step.batch()));
  }

  /** Computes what is planned, and keeps keys and values. */
  private void store(Ops ops, Tensor x, Step step, Source from) {
    Tensor k = from.key().plan(ops, x); // [tokens, kvHeads * keyWidth]
    Tensor v = from.value().isPresent() ? from.value().get().plan(ops, x) : k;
    ops.multiplyAll();
    from.key().addBias(ops, k);
    if (from.value().isPresent()) {
      from.value().get().addBias(ops, v);
    }
    Tensor values = from.valueNorm().apply(ops, v);
    from.keyNorm().applyInPlace(ops, k);
    step.rotate(ops, k, rope, kv.keyWidth());
    ops.store(k, values, step.batch(), shape.layer());
  }
}
