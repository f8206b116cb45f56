package io.llamajar.kernel;

import io.llamajar.tensor.StateShape;
import io.llamajar.tensor.Vector;

/**
 * A convolution of each channel by itself over the last positions of a sequence.
 *
 * @param layer whose window holds the values of the positions before a batch's
 * @param size how many positions a token sees, itself included
 * @param taps {@code [size, channels]}, those of the oldest position first
 */
public record Convolution(int layer, int size, Vector taps) {
  /** The channels. */
  public int channels() {
    return taps.size() / size;
  }

  /** Values that its layer's {@link StateShape#window} has: {@code [size - 1, channels]}. */
  public int window() {
    return taps.size() - channels();
  }
}
