package io.llamajar.kernel.x64;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.llamajar.kernel.Product;
import io.llamajar.quant.BlockQuant;
import io.llamajar.tensor.Quantized;
import io.llamajar.tensor.Weights;
import java.lang.foreign.MemorySegment;

/**
 * Products with weights of one type of blocks: a few tokens straight from the blocks, more from
 * panels.
 *
 * <p>The functions do as many rows as a register or two have elements. What is left over is copied
 * beside, so that they never read or write beyond what there is.
 */
final class BlockProducts {
  private final Isa isa;
  private final BlockQuant quant;
  private final Panel panel;
  private final PanelProduct.Tile largest;
  private final Routine[] direct; // [tokens - 1]
  private final Routine packing;
  private final Routine[][] tiles; // [registers - 1][tokens - 1]

  BlockProducts(Isa isa, BlockQuant quant) {
    this.isa = isa;
    this.quant = quant;
    this.panel = Panel.of(isa, quant);
    this.largest = PanelProduct.largest(isa, quant);
    String type = isa.label() + "-" + quant.type();
    direct = new Routine[DirectProduct.most(isa)];
    for (int t = 1; t <= direct.length; t++) {
      int tokens = t;
      direct[t - 1] =
          new Routine(type + "-direct-" + t, () -> DirectProduct.assemble(isa, quant, tokens));
    }
    packing = new Routine(type + "-packing", () -> Packing.assemble(isa, quant));
    tiles = new Routine[largest.registers()][largest.tokens()];
    for (int r = 1; r <= largest.registers(); r++) {
      for (int t = 1; t <= largest.tokens(); t++) {
        PanelProduct.Tile tile = new PanelProduct.Tile(r, t);
        tiles[r - 1][t - 1] =
            new Routine(
                type + "-panels-" + r + "x" + t, () -> PanelProduct.assemble(isa, quant, tile));
      }
    }
  }

  /** Rows {@code [from, to)} of the weights. */
  void multiply(Product product, int from, int to, Scratch scratch) {
    if (product.rows() <= direct.length) {
      multiplyDirectly(product, from, to, scratch);
    } else {
      multiplyPanels(product, from, to, scratch);
    }
  }

  private void multiplyDirectly(Product product, int from, int to, Scratch scratch) {
    int whole = (to - from) / isa.lanes() * isa.lanes();
    if (whole > 0) {
      multiplyDirectly(new Part(product, from, whole, whole), scratch);
    }
    if (from + whole < to) {
      multiplyDirectly(new Part(product, from + whole, to - from - whole, isa.lanes()), scratch);
    }
  }

  private void multiplyDirectly(Part part, Scratch scratch) {
    Product product = part.product;
    Weights w = product.weights();
    Arguments arguments = scratch.arguments;
    MemorySegment rows = part.rows(scratch);
    MemorySegment results = part.results(scratch);
    arguments.set(DirectProduct.Argument.ROWS, rows.address());
    arguments.set(DirectProduct.Argument.ROW_BYTES, w.rowBytes());
    arguments.set(DirectProduct.Argument.BLOCKS, w.columns() / quant.type().blockValues());
    arguments.set(DirectProduct.Argument.ACTIVATIONS, activations(product, 0).address());
    arguments.set(DirectProduct.Argument.ACTIVATION_BYTES, lineBytes(product));
    arguments.set(DirectProduct.Argument.RESULTS, results.address());
    arguments.set(DirectProduct.Argument.RESULT_BYTES, part.resultStride());
    arguments.set(DirectProduct.Argument.AHEAD, rows.address() + isa.lanes() * w.rowBytes());
    arguments.set(DirectProduct.Argument.TIMES, part.room / isa.lanes());
    direct[product.rows() - 1].call(arguments);
    part.finish(results);
  }

  private void multiplyPanels(Product product, int from, int to, Scratch scratch) {
    int most = isa.isWide() ? largest.registers() * Panel.ROWS : Panel.ROWS;
    for (int row = from; row < to; row += most) {
      int count = Math.min(most, to - row);
      int registers = isa.isWide() ? Math.ceilDiv(count, Panel.ROWS) : largest.registers();
      int room = isa.isWide() ? registers * Panel.ROWS : Panel.ROWS;
      Part part = new Part(product, row, count, room);
      long panelBytes = panel.bytes(product.weights().columns());
      MemorySegment panels = scratch.panels.bytes((long) (room / Panel.ROWS) * panelBytes);
      pack(part, panels, scratch);
      MemorySegment results = part.results(scratch);
      Arguments arguments = scratch.arguments;
      arguments.set(PanelProduct.Argument.PANEL, panels.address());
      arguments.set(PanelProduct.Argument.PANEL_BYTES, panelBytes);
      arguments.set(PanelProduct.Argument.LINES, product.weights().columns() / Quantized.BLOCK);
      arguments.set(PanelProduct.Argument.ACTIVATION_BYTES, lineBytes(product));
      arguments.set(PanelProduct.Argument.RESULT_BYTES, part.resultStride());
      int whole = product.rows() / largest.tokens();
      int rest = product.rows() % largest.tokens();
      if (whole > 0) {
        call(registers, largest.tokens(), whole, 0, part, results, arguments);
      }
      if (rest > 0) {
        call(registers, rest, 1, whole * largest.tokens(), part, results, arguments);
      }
      part.finish(results);
    }
  }

  private void call(
      int registers,
      int tokens,
      int count,
      int first,
      Part part,
      MemorySegment results,
      Arguments arguments) {
    arguments.set(PanelProduct.Argument.ACTIVATIONS, activations(part.product, first).address());
    arguments.set(PanelProduct.Argument.RESULTS, results.address() + first * part.resultStride());
    arguments.set(PanelProduct.Argument.TILES, count);
    tiles[registers - 1][tokens - 1].call(arguments);
  }

  private void pack(Part part, MemorySegment panels, Scratch scratch) {
    Weights w = part.product.weights();
    MemorySegment rows = part.rows(scratch);
    Arguments arguments = scratch.arguments;
    arguments.set(Packing.Argument.ROW_BYTES, w.rowBytes());
    arguments.set(Packing.Argument.BLOCKS, w.columns() / quant.type().blockValues());
    for (int row = 0; row < part.room; row += isa.lanes()) {
      long at =
          (long) (row / Panel.ROWS) * panel.bytes(w.columns())
              + (long) (row % Panel.ROWS) * Integer.BYTES;
      arguments.set(Packing.Argument.ROWS, rows.address() + row * w.rowBytes());
      arguments.set(Packing.Argument.PANEL, panels.address() + at);
      arguments.set(Packing.Argument.AHEAD, rows.address() + (part.room + row) * w.rowBytes());
      packing.call(arguments);
    }
  }

  private static long lineBytes(Product product) {
    return (long) product.weights().columns() / Quantized.BLOCK * Quantized.LINE;
  }

  private static MemorySegment activations(Product product, int token) {
    long bytes = lineBytes(product);
    return product
        .x()
        .quantized()
        .blocks()
        .asSlice((product.xRow() + token) * bytes, (product.rows() - token) * bytes);
  }

  /**
   * Some rows of a product: as many as functions take at once, or less at the end.
   *
   * @param count rows from {@code first} on
   * @param room what functions take
   */
  private record Part(Product product, int first, int count, int room) {
    private boolean isWhole() {
      return count == room;
    }

    /** The bytes of {@link #room} rows; beyond {@link #count} they are of no importance. */
    MemorySegment rows(Scratch scratch) {
      Weights w = product.weights();
      MemorySegment mine = w.data().asSlice(w.rowOffset(first), count * w.rowBytes());
      return isWhole() ? mine : scratch.rows.bytes(room * w.rowBytes()).copyFrom(mine);
    }

    long resultStride() {
      return (long) (isWhole() ? product.weights().rows() : room) * Float.BYTES;
    }

    /** Where results go: {@code [tokens, room]}, {@link #resultStride} bytes apart. */
    MemorySegment results(Scratch scratch) {
      if (!isWhole()) {
        return scratch.results.bytes((long) product.rows() * room * Float.BYTES);
      }
      long rows = product.weights().rows();
      long at = product.yRow() * rows + first;
      return product
          .y()
          .write()
          .asSlice(at * Float.BYTES, ((product.rows() - 1) * rows + room) * Float.BYTES);
    }

    /** Brings results home that were made elsewhere. */
    void finish(MemorySegment results) {
      long rows = product.weights().rows();
      for (int t = 0; !isWhole() && t < product.rows(); t++) {
        long to = (product.yRow() + t) * rows + first;
        MemorySegment.copy(
            results,
            JAVA_FLOAT,
            (long) t * room * Float.BYTES,
            product.y().write(),
            JAVA_FLOAT,
            to * Float.BYTES,
            count);
      }
    }
  }
}
