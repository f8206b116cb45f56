package io.llamajar;

import io.llamajar.ops.LowRank;

/**
 * A LoRA adapter, bound to the model that it changes by {@link Model#adapter}; to be used by some
 * of its sessions, or by all.
 */
public final class Adapter {
  private final Model model;
  private final LowRank.Scaled changes;

  Adapter(Model model, LowRank.Scaled changes) {
    this.model = model;
    this.changes = changes;
  }

  /** The same, times a number: 0 is without it, 1 as it was trained. */
  public Adapter times(double number) {
    float product = (float) (changes.factor() * number);
    if (!Float.isFinite(product)) {
      throw new LlamajarException(
          "An adapter cannot be used %s times; give a number such as 0.5".formatted(number));
    }
    return new Adapter(model, new LowRank.Scaled(changes.changes(), product));
  }

  Model model() {
    return model;
  }

  LowRank.Scaled changes() {
    return changes;
  }
}
