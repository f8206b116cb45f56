package io.llamajar.kernel.x64;

import io.llamajar.gguf.GgmlType;
import io.llamajar.kernel.Kernels;
import io.llamajar.kernel.Product;
import io.llamajar.tensor.Weights;
import java.lang.foreign.MemorySegment;

/**
 * Products with weights of one floating-point type.
 *
 * <p>Rows that are no multiple of what the function takes at once are left to plain Java, as are
 * columns that are no multiple of 16: no real model has them.
 */
final class FloatProducts {
  // The rows that stay in the second-level cache while all tokens pass by: few enough that the
  // tokens do not drive them out, and enough that these come from the third level seldom. With 512
  // tokens of 2048 columns 256 KiB are best, of 8192 columns 40 rows (Zen 5, November 2026).
  private static final int CACHED_BYTES = 256 << 10;
  private static final int LEAST_TILES = 10;

  private final Kernels plain;
  private final FloatProduct.Tile largest;
  private final Routine[] tiles; // [tokens - 1]

  FloatProducts(Isa isa, GgmlType type, Kernels plain) {
    this.plain = plain;
    this.largest = FloatProduct.largest(isa);
    tiles = new Routine[largest.tokens()];
    for (int t = 1; t <= tiles.length; t++) {
      FloatProduct.Tile tile = new FloatProduct.Tile(largest.rows(), t);
      tiles[t - 1] =
          new Routine(
              "%s-%s-%dx%d".formatted(isa.label(), type, tile.rows(), t),
              () -> FloatProduct.assemble(isa, type, tile));
    }
  }

  /** Rows {@code [from, to)} of the weights. */
  void multiply(Product product, int from, int to, Scratch scratch) {
    Weights w = product.weights();
    int whole = w.columns() % FloatProduct.STEP == 0 ? (to - from) / largest.rows() : 0;
    int perCall = (int) Math.max(LEAST_TILES, CACHED_BYTES / (w.rowBytes() * largest.rows()));
    for (int tile = 0; tile < whole; tile += perCall) {
      int count = Math.min(perCall, whole - tile);
      multiplyTiles(product, from + tile * largest.rows(), count, scratch);
    }
    if (from + whole * largest.rows() < to) {
      plain.multiply(product, from + whole * largest.rows(), to);
    }
  }

  private void multiplyTiles(Product product, int row, int rowTiles, Scratch scratch) {
    Weights w = product.weights();
    Arguments arguments = scratch.arguments;
    int count = rowTiles * largest.rows();
    MemorySegment rows = w.data().asSlice(w.rowOffset(row), count * w.rowBytes());
    arguments.set(FloatProduct.Argument.ROWS, rows.address());
    arguments.set(FloatProduct.Argument.ROW_BYTES, w.rowBytes());
    arguments.set(FloatProduct.Argument.STEPS, w.columns() / FloatProduct.STEP);
    arguments.set(FloatProduct.Argument.ACTIVATION_BYTES, (long) w.columns() * Float.BYTES);
    arguments.set(FloatProduct.Argument.RESULT_BYTES, (long) w.rows() * Float.BYTES);
    arguments.set(FloatProduct.Argument.ROW_TILES, rowTiles);
    int most = largest.tokens();
    int whole = product.rows() / most;
    if (whole > 0) {
      multiplyTokens(product, 0, most, whole, row, count, arguments);
    }
    if (product.rows() % most > 0) {
      multiplyTokens(product, whole * most, product.rows() % most, 1, row, count, arguments);
    }
  }

  private void multiplyTokens(
      Product product, int first, int tokens, int times, int row, int rows, Arguments arguments) {
    long columns = product.weights().columns();
    long width = product.weights().rows();
    long x = (product.xRow() + first) * columns;
    long y = (product.yRow() + first) * width + row;
    long all = (long) tokens * times;
    arguments.set(
        FloatProduct.Argument.ACTIVATIONS,
        product.x().read(),
        x * Float.BYTES,
        all * columns * Float.BYTES);
    arguments.set(
        FloatProduct.Argument.RESULTS,
        product.y().write(),
        y * Float.BYTES,
        ((all - 1) * width + rows) * Float.BYTES);
    arguments.set(FloatProduct.Argument.TOKEN_TILES, times);
    tiles[tokens - 1].call(arguments);
  }
}
