package io.llamajar.kernel;

import java.util.Arrays;

/**
 * The experts that each token uses, best first, and their weights: {@code [tokens, used]}.
 *
 * <p>Kept from pass to pass; it only grows.
 */
public final class Selection {
  private int[] experts = {};
  private float[] weights = {};

  /** Makes room for so many entries. */
  public void reserve(int entries) {
    if (experts.length < entries) {
      experts = Arrays.copyOf(experts, entries);
      weights = Arrays.copyOf(weights, entries);
    }
  }

  public int expert(int entry) {
    return experts[entry];
  }

  public float weight(int entry) {
    return weights[entry];
  }

  void set(int entry, int expert, float weight) {
    experts[entry] = expert;
    weights[entry] = weight;
  }
}
