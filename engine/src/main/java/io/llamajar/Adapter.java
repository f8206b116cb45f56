package io.llamajar;

import io.llamajar.ops.LowRank;

/**
 * A LoRA adapter, bound to the model that it changes by {@link Model#adapter}; to be used by some
 * of its sessions, or by all.
 */
public final class Adapter {
  private final Model model;
  private final LowRank change;
  private final float factor;

  Adapter(Model model, LowRank change, float factor) {
    this.model = model;
    this.change = change;
    this.factor = factor;
  }

  /** The same, times a number: 0 is without it, 1 as it was trained. */
  public Adapter times(double number) {
    float product = (float) (factor * number);
    if (!Float.isFinite(product)) {
      throw new LlamajarException(
          "An adapter cannot be used %s times; give a number such as 0.5".formatted(number));
    }
    return new Adapter(model, change, product);
  }

  Model model() {
    return model;
  }

  LowRank change() {
    return change;
  }

  float factor() {
    return factor;
  }

  boolean isLike(Adapter other) {
    return change == other.change && factor == other.factor;
  }
}
