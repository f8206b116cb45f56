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
  private final Routine[] streaming; // [tokens - 1]: the first to read rows
  private final Routine[] cached; // [tokens - 1]: those that read them again

  FloatProducts(Isa isa, GgmlType type, Kernels plain) {
    this.plain = plain;
    this.largest = FloatProduct.largest(isa);
    this.streaming = routines(isa, type, true);
    this.cached = routines(isa, type, false);
  }

  private Routine[] routines(Isa isa, GgmlType type, boolean streams) {
    Routine[] routines = new Routine[largest.tokens()];
    for (int t = 1; t <= routines.length; t++) {
      FloatProduct.Tile tile = new FloatProduct.Tile(largest.rows(), t, streams);
      String way = streams ? "" : "-cached";
      routines[t - 1] =
          new Routine(
              "%s-%s-%dx%d%s".formatted(isa.label(), type, tile.rows(), t, way),
              () -> FloatProduct.assemble(isa, type, tile));
    }
    return routines;
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
    int all = product.rows();
    int first = Math.min(most, all);
    int whole = first + (all - first) / most * most;
    arguments.set(FloatProduct.Argument.TOKEN_TILES, 1);
    multiplyTokens(streaming[first - 1], product, 0, first, row, count, arguments);
    if (whole < all) {
      multiplyTokens(cached[all - whole - 1], product, whole, all, row, count, arguments);
    }
    if (first < whole) {
      arguments.set(FloatProduct.Argument.TOKEN_TILES, (whole - first) / most);
      multiplyTokens(cached[most - 1], product, first, whole, row, count, arguments);
    }
  }

  /** Tokens {@code [from, to)}. */
  private static void multiplyTokens(
      Routine tiles, Product product, int from, int to, int row, int rows, Arguments arguments) {
    long columns = product.weights().columns();
    long width = product.weights().rows();
    long x = (product.xRow() + from) * columns;
    long y = (product.yRow() + from) * width + row;
    long tokens = (long) to - from;
    arguments.set(
        FloatProduct.Argument.ACTIVATIONS,
        product.x().read(),
        x * Float.BYTES,
        tokens * columns * Float.BYTES);
    arguments.set(
        FloatProduct.Argument.RESULTS,
        product.y().write(),
        y * Float.BYTES,
        ((tokens - 1) * width + rows) * Float.BYTES);
    tiles.call(arguments);
  }
}
