package io.llamajar.kernel;

import java.util.Arrays;

/**
 * The experts that each token uses, best first, and their weights: {@code [tokens, used]}; and the
 * same entries grouped by expert.
 *
 * <p>Kept from pass to pass; it only grows.
 */
public final class Selection {
  private int[] experts = {};
  private float[] weights = {};
  private int[] rows = {}; // of each entry
  private int[] entries = {}; // of each row
  private int[] starts = {}; // of each expert; then the number of rows

  /** Makes room for so many entries. */
  public void reserve(int count) {
    if (experts.length < count) {
      experts = Arrays.copyOf(experts, count);
      weights = Arrays.copyOf(weights, count);
      rows = Arrays.copyOf(rows, count);
      entries = Arrays.copyOf(entries, count);
    }
  }

  /**
   * Groups the first {@code count} entries: a row each, in the order of experts and, of an expert,
   * in the order of entries.
   */
  public void group(int count, int expertCount) {
    if (starts.length < expertCount + 1) {
      starts = new int[expertCount + 1];
    }
    Arrays.fill(starts, 0, expertCount + 1, 0);
    for (int entry = 0; entry < count; entry++) {
      starts[experts[entry]]++;
    }
    for (int e = 1; e <= expertCount; e++) {
      starts[e] += starts[e - 1]; // where the expert's rows end
    }
    for (int entry = count - 1; entry >= 0; entry--) {
      int row = --starts[experts[entry]];
      rows[entry] = row;
      entries[row] = entry;
    }
  }

  /** The first row of an expert's group; for the number of experts, the number of rows. */
  public int start(int expert) {
    return starts[expert];
  }

  /** The row of an entry. */
  public int row(int entry) {
    return rows[entry];
  }

  /** The entry of a row. */
  public int entry(int row) {
    return entries[row];
  }

  public int expert(int entry) {
    return experts[entry];
  }

  public float weight(int entry) {
    return weights[entry];
  }

  /** Makes the weight of the first {@code count} entries 1: they were taken into account. */
  public void equalize(int count) {
    Arrays.fill(weights, 0, count, 1);
  }

  void set(int entry, int expert, float weight) {
    experts[entry] = expert;
    weights[entry] = weight;
  }
}
