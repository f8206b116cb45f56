package io.llamajar.kernel;

import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;

/**
 * Operations that only a few models need, for a range {@code [from, to)} of rows.
 *
 * <p>As {@link Kernels} has it for the others: ranges are independent, and {@link
 * ReferenceSpecials} defines the results to the bit.
 */
public interface Specials {
  /**
   * Adds to each of a row's streams a mixture of all of them: {@code x[b] += sum over a of
   * weights[b * streams + a] * x[a]}.
   *
   * @param x {@code [rows, streams * width]}, changed in place
   * @param weights {@code [rows, streams * streams]}
   */
  void mixStreams(Tensor x, Tensor weights, int from, int to);

  /**
   * Adds the same to each of a row's streams, by a weight for each: {@code x[a] += weights[a] *
   * delta}.
   *
   * @param x {@code [rows, streams * width]}, changed in place
   * @param delta {@code [rows, width]}
   * @param weights {@code [rows, streams]}
   */
  void addToStreams(Tensor x, Tensor delta, Tensor weights, int from, int to);

  /**
   * Makes each row as long as another, by the root of the sum of its squares.
   *
   * @param x {@code [rows, columns]}, changed in place; rows of zeros stay as they are
   * @param model the same shape
   */
  void matchLength(Tensor x, Tensor model, int from, int to);

  /**
   * Leaves of each row what lies above its mean by so many standard deviations, and zeros
   * elsewhere.
   *
   * @param x {@code [rows, columns]}, changed in place
   */
  void sparsify(Tensor x, float deviations, int from, int to);

  /** Multiplies each row of {@code x}, {@code [rows, factors.size]}, with factors. */
  void scaleColumns(Tensor x, Vector factors, int from, int to);

  /** Keeps values between {@code -limit} and {@code limit}, in place. */
  void clamp(Tensor x, float limit, int from, int to);

  /** Activates {@code x} by xIELU, in place. */
  void activate(Xielu function, Tensor x, int from, int to);
}
