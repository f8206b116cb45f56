package io.llamajar.model;

import io.llamajar.ops.Ops;
import io.llamajar.tensor.Tensor;
import java.util.Optional;

/** A layer of a decoder: a mixer and a feed-forward network that add to the stream. */
sealed interface Layer
    permits Layer.Sequential, Layer.Parallel, Gemma4.FedLayer, Gemma3n.AltUpLayer, Arctic.Beside {
  Mixer mixer();

  /** Changes {@code x}, {@code [tokens, width]}, in place. */
  void apply(Ops ops, Tensor x, Step step);

  /**
   * The usual layer: one after the other, behind the norms that the file has, and before them. In
   * some files the norm before the feed-forward network has the name of one behind attention.
   */
  static Sequential load(
      ModelFile file, int layer, Norm.Kind kind, Mixer mixer, FeedForward feedForward) {
    String block = "blk." + layer + ".";
    Optional<Norm> afterAttention = find(file, kind, block + "post_attention_norm");
    Optional<Norm> before = find(file, kind, block + "ffn_norm");
    Optional<Norm> after = find(file, kind, block + "post_ffw_norm");
    boolean misnamed = before.isEmpty() && after.isEmpty();
    return new Sequential(
        new Part(
            find(file, kind, block + "attn_norm"), misnamed ? Optional.empty() : afterAttention),
        mixer,
        new Part(misnamed ? afterAttention : before, after),
        feedForward,
        1);
  }

  private static Optional<Norm> find(ModelFile file, Norm.Kind kind, String name) {
    return Norm.find(file, kind, name, file.positive("embedding_length"));
  }

  /** What is normalised on the way into a part of a layer, and on the way out. */
  record Part(Optional<Norm> before, Optional<Norm> after) {
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
  record Sequential(Part mixing, Mixer mixer, Part feeding, FeedForward feedForward, float scale)
      implements Layer {

    Sequential withScale(float newScale) {
      return new Sequential(mixing, mixer, feeding, feedForward, newScale);
    }

    @Override
    public void apply(Ops ops, Tensor x, Step step) {
      int mark = ops.workspace().mark();
      add(ops, x, mixing, mixer.apply(ops, mixing.in(ops, x), step));
      add(ops, x, feeding, feedForward.apply(ops, feeding.in(ops, x)));
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
}
