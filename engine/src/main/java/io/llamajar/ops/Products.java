package io.llamajar.ops;

import io.llamajar.kernel.Kernels;
import io.llamajar.kernel.Product;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Multiplications that make one job: its items are chunks of weight rows, of one product after
 * another.
 *
 * <p>A token takes hundreds of multiplications of a few microseconds each; the fewer jobs they
 * make, the less threads wait for each other. The same object serves again and again.
 */
final class Products {
  private static final int CHUNK = 32; // weight rows of an item: whole registers of any width

  private final List<Product> products = new ArrayList<>(); // the first "count" are in use
  private int[] starts = new int[1]; // the first item of each; then the number of items
  private int count;

  void clear() {
    count = 0;
  }

  /** Adds the product of weights with all rows of {@code x}, or those that are then said. */
  Product add(Weights w, Tensor x, Tensor y) {
    if (count == products.size()) {
      products.add(new Product());
      starts = Arrays.copyOf(starts, count + 2);
    }
    starts[count + 1] = starts[count] + Math.ceilDiv(w.rows(), CHUNK);
    return products.get(count++).set(w, x, y);
  }

  /** The number of products. */
  int count() {
    return count;
  }

  Product get(int i) {
    return products.get(i);
  }

  int items() {
    return starts[count];
  }

  /** What they take together: weights times rows. */
  long cost() {
    long cost = 0;
    for (int i = 0; i < count; i++) {
      Product product = products.get(i);
      cost += (long) product.weights().rows() * product.weights().columns() * product.rows();
    }
    return cost;
  }

  /** Whether weights have scales. */
  boolean areScaled() {
    for (int i = 0; i < count; i++) {
      if (products.get(i).weights().scale() != 1) {
        return true;
      }
    }
    return false;
  }

  /** The rows of all results. */
  int rows() {
    int rows = 0;
    for (int i = 0; i < count; i++) {
      rows += products.get(i).rows();
    }
    return rows;
  }

  /** Multiplies rows {@code [from, to)} of all results with the scales of their weights. */
  void scale(Kernels kernels, int from, int to) {
    int first = 0; // of the product's rows
    for (int i = 0; i < count && first < to; i++) {
      Product product = products.get(i);
      int start = Math.max(from - first, 0);
      int end = Math.min(to - first, product.rows());
      if (start < end && product.weights().scale() != 1) {
        int row = product.yRow();
        kernels.scale(product.y(), product.weights().scale(), row + start, row + end);
      }
      first += product.rows();
    }
  }

  /** Does items {@code [from, to)}. */
  void multiply(Kernels kernels, int from, int to) {
    int i = 0;
    for (int item = from; item < to; item = Math.min(to, starts[i])) {
      while (starts[i + 1] <= item) {
        i++;
      }
      int end = Math.min(to, starts[i + 1]);
      int rows = products.get(i).weights().rows();
      int last = Math.min((end - starts[i]) * CHUNK, rows);
      kernels.multiply(products.get(i), (item - starts[i]) * CHUNK, last);
      i++;
    }
  }
}
