package io.llamajar.kernel;

import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;

/**
 * One multiplication: weights, the rows of activations that they are multiplied with, and where the
 * results go.
 *
 * <p>The same object is set again and again, so that nothing is allocated per token.
 */
@SuppressWarnings("NullAway.Init") // set before it is read
public final class Product {
  private Weights weights;
  private Tensor x;
  private Tensor y;
  private int xRow;
  private int yRow;
  private int rows;

  /** Weights and all rows of {@code x}, {@code [rows, columns]}: {@code y} has as many. */
  public Product set(Weights newWeights, Tensor newX, Tensor newY) {
    weights = newWeights;
    x = newX;
    y = newY;
    return rows(0, 0, newX.rows());
  }

  /** Only {@code count} rows of {@code x} from {@code xFirst} on, to as many of {@code y}. */
  public Product rows(int xFirst, int yFirst, int count) {
    xRow = xFirst;
    yRow = yFirst;
    rows = count;
    return this;
  }

  /** {@code [w.rows, w.columns]}. */
  public Weights weights() {
    return weights;
  }

  /** {@code [at least xRow + rows, w.columns]}, quantised if the weights are in blocks. */
  public Tensor x() {
    return x;
  }

  /** {@code [at least yRow + rows, w.rows]}. */
  public Tensor y() {
    return y;
  }

  /** The first row of {@code x} that is multiplied. */
  public int xRow() {
    return xRow;
  }

  /** The row of {@code y} that receives its results. */
  public int yRow() {
    return yRow;
  }

  /** How many rows of {@code x} are multiplied. */
  public int rows() {
    return rows;
  }
}
