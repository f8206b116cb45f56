package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import java.util.Optional;

/** A layer of a decoder: a mixer and a feed-forward network that add to the stream. */
interface Layer {
  Mixer mixer();

  /** Changes {@code x}, {@code [tokens, width]}, in place. */
  void apply(Ops ops, Tensor x, Step step);

  /** The usual layer: one part after the other, each behind a norm. */
  static Sequential load(
      ModelFile file, int layer, Norm.Kind kind, Mixer mixer, FeedForward feedForward) {
    return new Sequential(Norms.before(file, layer, kind), mixer, feedForward, 1);
  }

  /** The norms of both parts. */
  record Norms(Part mixing, Part feeding) {
    private static final String BEFORE_MIXING = "attn_norm";
    private static final String AFTER_MIXING = "post_attention_norm";
    private static final String BEFORE_FEEDING = "ffn_norm";
    private static final String AFTER_FEEDING = "post_ffw_norm";

    /** One before each part. In some files the second has the name of one after the first part. */
    static Norms before(ModelFile file, int layer, Norm.Kind kind) {
      String second = "blk." + layer + "." + BEFORE_FEEDING;
      boolean misnamed =
          !file.has(second + ".weight")
              && file.has("blk." + layer + "." + AFTER_MIXING + ".weight");
      return new Norms(
          Part.behind(norm(file, layer, kind, BEFORE_MIXING)),
          Part.behind(norm(file, layer, kind, misnamed ? AFTER_MIXING : BEFORE_FEEDING)));
    }

    /** One after each part. */
    static Norms after(ModelFile file, int layer, Norm.Kind kind) {
      return new Norms(
          new Part(Optional.empty(), Optional.of(norm(file, layer, kind, AFTER_MIXING))),
          new Part(Optional.empty(), Optional.of(norm(file, layer, kind, AFTER_FEEDING))));
    }

    /** One on each side of each part. */
    static Norms around(ModelFile file, int layer, Norm.Kind kind) {
      return new Norms(
          new Part(
              Optional.of(norm(file, layer, kind, BEFORE_MIXING)),
              Optional.of(norm(file, layer, kind, AFTER_MIXING))),
          new Part(
              Optional.of(norm(file, layer, kind, BEFORE_FEEDING)),
              Optional.of(norm(file, layer, kind, AFTER_FEEDING))));
    }

    private static Norm norm(ModelFile file, int layer, Norm.Kind kind, String name) {
      return Norm.load(file, kind, "blk." + layer + "." + name, file.positive("embedding_length"));
    }
  }

  /** What is normalised on the way into a part of a layer, and on the way out. */
  record Part(Optional<Norm> before, Optional<Norm> after) {
    /** A part with a norm before it only. */
    static Part behind(Norm norm) {
      return new Part(Optional.of(norm), Optional.empty());
    }

    Tensor in(Ops ops, Tensor x) {
      return before.isPresent() ? before.get().apply(ops, x) : x;
    }

    void out(Ops ops, Tensor y) {
      if (after.isPresent()) {
        after.get().applyInPlace(ops, y);
      }
    }
  }

  /**
   * One part after the other.
   *
   * @param scale what the parts' results are multiplied with
   */
  record Sequential(Norms norms, Mixer mixer, FeedForward feedForward, float scale)
      implements Layer {

    Sequential withScale(float newScale) {
      return new Sequential(norms, mixer, feedForward, newScale);
    }

    @Override
    public void apply(Ops ops, Tensor x, Step step) {
      int mark = ops.workspace().mark();
      add(ops, x, norms.mixing, mixer.apply(ops, norms.mixing.in(ops, x), step));
      add(ops, x, norms.feeding, feedForward.apply(ops, norms.feeding.in(ops, x)));
      ops.workspace().release(mark);
    }

    private void add(Ops ops, Tensor x, Part part, Tensor y) {
      part.out(ops, y);
      if (scale != 1) {
        ops.scale(y, scale);
      }
      ops.add(x, y);
    }
  }

  /**
   * Both parts at once: each sees what came in.
   *
   * @param feedingNorm of the feed-forward network, if it does not share the mixer's
   */
  record Parallel(Norm norm, Mixer mixer, Optional<Norm> feedingNorm, FeedForward feedForward)
      implements Layer {

    /** Behind one norm, or two if the file has {@code second}. */
    static Parallel load(
        ModelFile file, int layer, Norm.Kind kind, Mixer mixer, FeedForward feedForward) {
      int width = file.positive("embedding_length");
      String block = "blk." + layer + ".";
      return new Parallel(
          Norm.load(file, kind, block + "attn_norm", width),
          mixer,
          Norm.find(file, kind, block + "ffn_norm", width),
          feedForward);
    }

    @Override
    public void apply(Ops ops, Tensor x, Step step) {
      int mark = ops.workspace().mark();
      Tensor h = norm.apply(ops, x);
      Tensor fed = feedingNorm.isPresent() ? feedingNorm.get().apply(ops, x) : h;
      Tensor mixed = mixer.apply(ops, h, step);
      ops.add(x, feedForward.apply(ops, fed));
      ops.add(x, mixed);
      ops.workspace().release(mark);
    }
  }

  /** A mixer only, behind a norm. */
  record Mixing(Norm norm, Mixer mixer) implements Layer {
    static Mixing load(ModelFile file, int layer, Norm.Kind kind, Mixer mixer) {
      return new Mixing(Norms.norm(file, layer, kind, Norms.BEFORE_MIXING), mixer);
    }

    @Override
    public void apply(Ops ops, Tensor x, Step step) {
      int mark = ops.workspace().mark();
      ops.add(x, mixer.apply(ops, norm.apply(ops, x), step));
      ops.workspace().release(mark);
    }
  }
}
