package io.llamajar.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.gguf.GgmlType;
import io.llamajar.kernel.Dispatch;
import io.llamajar.kernel.Kernels;
import io.llamajar.quant.Quants;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Weights;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ProductsTest {
  private static final int[] ROWS = {1, 31, 32, 33, 64, 100};

  @AutoClose private final Arena arena = Arena.ofShared();
  private final Kernels kernels = Dispatch.best();
  private final Products products = new Products();

  /** Weights of one column, whose rows are 1, 2, 3 ... */
  private Weights weights(int rows) {
    MemorySegment data = arena.allocate((long) rows * Float.BYTES, 64);
    for (int r = 0; r < rows; r++) {
      data.setAtIndex(ValueLayout.JAVA_FLOAT, r, r + 1);
    }
    return new Weights("w", Quants.find(GgmlType.F32).orElseThrow(), data, rows, 1);
  }

  @Test
  void itemsAreEveryRowOfEveryProductInAnyParts() {
    Tensor x = new Tensor(arena, 1, 1);
    x.write().setAtIndex(ValueLayout.JAVA_FLOAT, 0, 10);
    for (int part = 1; part <= 12; part++) {
      products.clear();
      Tensor[] results = new Tensor[ROWS.length];
      long cost = 0;
      for (int i = 0; i < ROWS.length; i++) {
        results[i] = new Tensor(arena, 1, ROWS[i]);
        products.add(weights(ROWS[i]), x, results[i]);
        cost += ROWS[i];
      }
      assertThat(products.items()).isEqualTo(1 + 1 + 1 + 2 + 2 + 4);
      assertThat(products.cost()).isEqualTo(cost);
      for (int from = 0; from < products.items(); from += part) {
        products.multiply(kernels, from, Math.min(from + part, products.items()));
      }
      for (Tensor result : results) {
        for (int r = 0; r < result.columns(); r++) {
          assertThat(result.at(0, r)).isEqualTo(10 * (r + 1));
        }
      }
    }
  }
}
