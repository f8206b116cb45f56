package io.llamajar.tensor;

/**
 * What one layer keeps of a sequence as a whole, however long it is: numbers that each token
 * changes.
 *
 * @param window of a convolution: the values of the last tokens that it still sees
 * @param memory of a recurrence: what it carries from token to token
 */
public record StateShape(int window, int memory) {
  /** No state. */
  public static final StateShape NONE = new StateShape(0, 0);

  /** The float32 numbers in it. */
  public long size() {
    return (long) window + memory;
  }
}
