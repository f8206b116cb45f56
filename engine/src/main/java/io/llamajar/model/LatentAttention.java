package io.llamajar.model;

import io.llamajar.kernel.AttentionShape;
import io.llamajar.kernel.Scoring;
import io.llamajar.kernel.Sight;
import io.llamajar.ops.Arranging;
import io.llamajar.ops.Ops;
import io.llamajar.ops.Rope;
import io.llamajar.tensor.KvShape;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;
import java.util.List;
import java.util.Optional;

/**
 * Multi-head latent attention: keys and values of all heads come from one narrow vector for each
 * position, beside a few values that are turned and that all heads share.
 *
 * <p>Where a file has the matrices that lead to keys and values apart, they are absorbed: queries
 * are brought to the width of the narrow vector, which is then the only key and value of a
 * position, and what is gathered from values is widened afterwards. Source: DeepSeek-AI,
 * <i>DeepSeek-V2</i>, 2024.
 */
final class LatentAttention implements Mixer {
  private final KvShape kv;
  private final AttentionShape shape;
  private final Optional<Projection> queryDown;
  private final Optional<Norm> queryNorm;
  private final Projection query;
  private final Projection latent; // [latentWidth + turned, width]
  private final Norm latentNorm;
  private final Expansion expansion;
  private final Projection output;
  private final Widths widths;
  private final Optional<Rope> rope;
  private final Optional<Temperature> temperature;

  /**
   * How wide things are.
   *
   * @param latent the narrow vector
   * @param still values of a head's query and key that are not turned
   * @param turned those that are
   * @param value values of a head's value
   */
  record Widths(int heads, int latent, int still, int turned, int value) {
    static Widths of(ModelFile file, int layer) {
      boolean absorbed = isAbsorbed(file);
      int key = file.positive(absorbed ? "attention.key_length_mla" : "attention.key_length");
      int turned = file.positive("rope.dimension_count");
      return new Widths(
          file.positivePerLayer("attention.head_count", layer),
          file.positive("attention.kv_lora_rank"),
          file.difference("rope.dimension_count", key, turned),
          turned,
          file.positive(absorbed ? "attention.value_length_mla" : "attention.value_length"));
    }
  }

  /** How the narrow vector becomes keys and values. */
  private sealed interface Expansion {}

  /** Not at all: queries and results are transformed instead, each head's by a matrix. */
  private record Absorbed(List<Weights> keys, List<Weights> values) implements Expansion {}

  /** By one matrix for both: of each head its key's values that are not turned, then its value. */
  private record Expanded(Weights both) implements Expansion {}

  LatentAttention(ModelFile file, int layer, Rope rope, Scoring scoring) {
    this(file, layer, Optional.of(rope), scoring, Optional.empty());
  }

  LatentAttention(
      ModelFile file,
      int layer,
      Optional<Rope> rope,
      Scoring scoring,
      Optional<Temperature> temperature) {
    this.rope = rope;
    this.temperature = temperature;
    this.widths = Widths.of(file, layer);
    Widths w = widths;
    int width = file.positive("embedding_length");
    int heads = w.heads();
    String block = "blk." + layer + ".attn_";
    boolean narrow = file.has(block + "q_a.weight");
    int rank = narrow ? file.positive("attention.q_lora_rank") : width;
    queryDown =
        narrow ? Optional.of(Projection.load(file, block + "q_a", rank, width)) : Optional.empty();
    queryNorm = Norm.find(file, Norm.Kind.RMS, block + "q_a_norm", rank);
    int queries = file.width("attention.head_count", heads, w.still() + w.turned());
    query = Projection.load(file, block + (narrow ? "q_b" : "q"), queries, rank);
    latent = Projection.load(file, block + "kv_a_mqa", w.latent() + w.turned(), width);
    latentNorm = Norm.load(file, Norm.Kind.RMS, block + "kv_a_norm", w.latent());
    output = Projection.load(file, block + "output", width, heads * w.value());
    if (isAbsorbed(file)) {
      expansion =
          new Absorbed(
              file.matrices(block + "k_b.weight", heads, w.latent(), w.still()),
              file.matrices(block + "v_b.weight", heads, w.value(), w.latent()));
      kv = new KvShape(1, w.latent() + w.turned(), w.latent());
    } else {
      int both = file.width("attention.head_count", heads, w.still() + w.value());
      expansion = new Expanded(file.weights(block + "kv_b.weight", both, w.latent()));
      kv = new KvShape(heads, w.still() + w.turned(), w.value());
    }
    shape = new AttentionShape(layer, heads, Sight.CAUSAL, scoring);
  }

  static boolean isAbsorbed(ModelFile file) {
    return file.metadata().find(file.key("attention.key_length_mla")).isPresent();
  }

  @Override
  public KvShape kv() {
    return kv;
  }

  @Override
  public Tensor apply(Ops ops, Tensor x, Step step) {
    Arranging arranging = ops.arranging();
    Widths w = widths;
    Tensor narrow = queryDown.isPresent() ? queryDown.get().apply(ops, x) : x;
    queryNorm.ifPresent(norm -> norm.applyInPlace(ops, narrow));
    Tensor q = query.apply(ops, narrow); // [tokens, heads * (still + turned)]
    int run = w.still() + w.turned();
    Tensor stillQ = arranging.part(q, run, 0, w.still());
    Tensor turnedQ = arranging.part(q, run, w.still(), w.turned());
    Tensor both = latent.apply(ops, x); // [tokens, latent + turned]
    Tensor c = arranging.part(both, w.latent() + w.turned(), 0, w.latent());
    Tensor turnedK = arranging.part(both, w.latent() + w.turned(), w.latent(), w.turned());
    latentNorm.applyInPlace(ops, c);
    if (rope.isPresent()) {
      step.rotate(ops, turnedQ, rope.get(), w.turned());
      step.rotate(ops, turnedK, rope.get(), w.turned());
    }
    Tensor attended =
        switch (expansion) {
          case Absorbed absorbed -> {
            Tensor wide = multiply(ops, absorbed.keys, stillQ); // [tokens, heads * latent]
            Tensor queries = arranging.join(wide, w.latent(), turnedQ, w.turned());
            Tensor keys = arranging.join(c, w.latent(), turnedK, w.turned());
            yield multiply(ops, absorbed.values, attend(ops, step, queries, keys, c));
          }
          case Expanded expanded -> {
            Tensor wide = ops.multiply(expanded.both, c); // [tokens, heads * (still + value)]
            int each = w.still() + w.value();
            Tensor stillK = arranging.part(wide, each, 0, w.still());
            Tensor values = arranging.part(wide, each, w.still(), w.value());
            Tensor queries = arranging.join(stillQ, w.still(), turnedQ, w.turned());
            Tensor keys = arranging.join(stillK, w.still(), turnedK, w.turned());
            yield attend(ops, step, queries, keys, values);
          }
        };
    return output.apply(ops, attended);
  }

  private Tensor attend(Ops ops, Step step, Tensor queries, Tensor keys, Tensor values) {
    if (temperature.isPresent()) {
      temperature.get().apply(ops, queries, step.batch());
    }
    ops.store(keys, values, step.batch(), shape.layer());
    return ops.attend(shape, queries, step.batch());
  }

  /** Each head's values times a matrix of its own. */
  private static Tensor multiply(Ops ops, List<Weights> heads, Tensor x) {
    Tensor y = ops.planHeads(heads, ops.arranging().byHead(x, heads.size()));
    ops.multiplyAll();
    return ops.arranging().byToken(y, heads.size());
  }
}
