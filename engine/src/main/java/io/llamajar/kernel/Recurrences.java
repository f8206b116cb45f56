package io.llamajar.kernel;

import io.llamajar.tensor.Batch;
import io.llamajar.tensor.Tensor;

/**
 * The arithmetic of layers whose state does not grow with the text, and what only they need; for a
 * range {@code [from, to)} of its work, as {@link Kernels}.
 *
 * <p>The rows of a sequence are taken one after another, from the state that is present in its
 * cache to the next one, so that it does not matter how a text is cut into batches.
 */
public interface Recurrences {
  /**
   * Convolves each channel with its values at the last positions.
   *
   * @param x {@code [batch.rows, channels]}
   * @param y receives the same shape; not {@code x}
   * @param from the first item: {@code sequence * channels + channel}
   */
  void convolve(Convolution convolution, Tensor x, Batch batch, Tensor y, int from, int to);

  /**
   * Scans selectively.
   *
   * @param x {@code [batch.rows, width + 2 * keys]}: the values of heads; where, for each group,
   *     they are written; where they are read
   * @param steps {@code [batch.rows, heads]}: how far a token goes on in time, positive
   * @param y receives {@code [batch.rows, width]}
   * @param from the first item: {@code sequence * scan.items + item}
   */
  void scan(SelectiveScan scan, Tensor x, Tensor steps, Batch batch, Tensor y, int from, int to);

  /**
   * Corrects matrices by the delta rule, and reads from them.
   *
   * @param x {@code [batch.rows, 2 * keys + values]}: queries, keys, values
   * @param decays {@code [batch.rows, heads]}, or {@code [batch.rows, heads * keyWidth]} if each
   *     value of a key has its own: the logarithm of what stays, at most 0
   * @param shares {@code [batch.rows, heads]}: the part of the difference that is corrected
   * @param y receives {@code [batch.rows, values]}
   * @param from the first item: {@code sequence * heads + head}
   */
  void correct(
      DeltaRule rule,
      Tensor x,
      Tensor decays,
      Tensor shares,
      Batch batch,
      Tensor y,
      int from,
      int to);

  /**
   * A smooth kind of {@code max(x, 0)}: {@code x = ln(1 + exp(x))}.
   *
   * @param x {@code [rows, columns]}, changed in place
   * @param from the first row
   */
  void softplus(Tensor x, int from, int to);

  /** Multiplies {@code x} with {@code factors}, both {@code [rows, columns]}. */
  void multiply(Tensor x, Tensor factors, int from, int to);
}
