package io.llamajar.tensor;

/**
 * What one layer keeps: keys and values of each position, a state of the sequence as a whole, or
 * both.
 *
 * @param heads the number of key-value heads
 * @param keyWidth values in a head's key
 * @param valueWidth values in a head's value
 * @param state what does not grow with the sequence
 */
public record KvShape(int heads, int keyWidth, int valueWidth, StateShape state) {
  /** Keys and values only. */
  public KvShape(int heads, int keyWidth, int valueWidth) {
    this(heads, keyWidth, valueWidth, StateShape.NONE);
  }

  /** A state only. */
  public static KvShape of(StateShape state) {
    return new KvShape(0, 0, 0, state);
  }
}
