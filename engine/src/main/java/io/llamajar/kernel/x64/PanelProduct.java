package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import io.llamajar.quant.BlockQuant;
import io.llamajar.tensor.Quantized;

/**
 * Writes the innermost function of prompts: two registers of packed rows times a tile of tokens,
 * tile after tile.
 *
 * <pre>
 * for each tile:
 *   y[token][register] = 0
 *   for each line of 32 columns: for each group in it:
 *     sum[token][register] = 0
 *     for each column of four lanes: for each token: sum += lanes * activations
 *     y = fma(sum, scale * xScale, y); y = fma(minimum, product, y)
 *   store y
 * </pre>
 *
 * <p>With AVX-512, 32 rows by 6 tokens: 365 GMAC/s of the 470 that one core of Zen 5 can do with
 * {@code vpdpbusd} alone; 48 by 4 gave the same, 64 by 3 290, 32 by 4 330 (2026-11-21).
 */
final class PanelProduct {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int PANEL = 0;

    /** The bytes from a panel to the one of the next 16 rows. */
    static final int PANEL_BYTES = 1;

    /** Columns / 32. */
    static final int LINES = 2;

    static final int ACTIVATIONS = 3;
    static final int ACTIVATION_BYTES = 4;
    static final int RESULTS = 5;
    static final int RESULT_BYTES = 6;
    static final int TILES = 7;

    private Argument() {}
  }

  private static final Gp WEIGHTS = r8;
  private static final Gp NEXT_PANEL = r9;
  private static final Gp LINES = rcx;
  private static final Gp TOKEN = rsi;
  private static final Gp FOURTH_TOKEN = rbp;
  private static final Gp TOKEN_STRIDE = rdx;
  private static final Gp TILE = r10;
  private static final Gp TILES = r11;
  private static final Gp RESULT = rbx;
  private static final Gp RESULT_STRIDE = rax;

  private final VectorCode code;
  private final Panel panel;
  private final Dots dots;
  private final Tile tile;
  private final Vec[][] y; // [token][register]
  private final Vec[][] sums; // [token][register]
  private final Vec[] weights; // [register]
  private final Vec[] magnitudes; // [register]
  private final Vec activations;
  private final Vec free;

  /** Registers of rows by tokens. */
  record Tile(int registers, int tokens) {}

  private PanelProduct(VectorCode code, BlockQuant quant, Tile tile) {
    this.code = code;
    this.tile = tile;
    this.panel = Panel.of(code.isa, quant);
    this.dots = new Dots(code, quant, panel.zero());
    int next = 0;
    y = new Vec[tile.tokens][];
    sums = new Vec[tile.tokens][];
    for (int t = 0; t < tile.tokens; t++) {
      y[t] = code.vectors(next, tile.registers);
      sums[t] = code.vectors(next + tile.registers, tile.registers);
      next += 2 * tile.registers;
    }
    weights = code.vectors(next, tile.registers);
    next += tile.registers;
    magnitudes = dots.wantsMagnitudes() ? code.vectors(next, tile.registers) : weights;
    next += dots.wantsMagnitudes() ? tile.registers : 0;
    activations = code.v(next);
    free = code.v(next + 1);
  }

  /** The largest tile for which there are registers. */
  static Tile largest(Isa isa, BlockQuant quant) {
    return isa.isWide() ? new Tile(2, 6) : new Tile(2, Dots.isSigned(isa, quant) ? 2 : 3);
  }

  static byte[] assemble(Isa isa, BlockQuant quant, Tile tile) {
    return VectorCode.assemble(isa, code -> new PanelProduct(code, quant, tile).write());
  }

  private void write() {
    Assembler a = code.a;
    Frame frame = Frame.enter(a);
    a.mov(NEXT_PANEL, Arguments.at(Argument.PANEL_BYTES));
    a.mov(TILE, Arguments.at(Argument.ACTIVATIONS));
    a.mov(TOKEN_STRIDE, Arguments.at(Argument.ACTIVATION_BYTES));
    a.mov(RESULT, Arguments.at(Argument.RESULTS));
    a.mov(RESULT_STRIDE, Arguments.at(Argument.RESULT_BYTES));
    a.mov(TILES, Arguments.at(Argument.TILES));
    Label nextTile = a.here();
    a.mov(WEIGHTS, Arguments.at(Argument.PANEL));
    a.mov(LINES, Arguments.at(Argument.LINES));
    a.mov(TOKEN, TILE);
    a.lea(FOURTH_TOKEN, mem(TOKEN_STRIDE, TOKEN_STRIDE, 2));
    a.add(FOURTH_TOKEN, TOKEN);
    forAll(y, code::zero);
    a.align(64);
    Label line = a.here();
    for (int first = 0; first < Quantized.BLOCK; first += panel.group()) {
      writeGroup(first);
    }
    a.add(WEIGHTS, Quantized.BLOCK / panel.group() * panel.groupBytes());
    a.add(TOKEN, Quantized.LINE);
    a.add(FOURTH_TOKEN, Quantized.LINE);
    a.dec(LINES);
    a.jnz(line);
    for (int t = 0; t < tile.tokens; t++) {
      for (int r = 0; r < tile.registers; r++) {
        a.vmovups(mem(RESULT, r * code.isa.registerBytes()), y[t][r]);
      }
      a.add(RESULT, RESULT_STRIDE);
      a.add(TILE, TOKEN_STRIDE);
    }
    a.dec(TILES);
    a.jnz(nextTile);
    frame.leave();
  }

  private interface Step {
    void on(Vec register);
  }

  private static void forAll(Vec[][] registers, Step step) {
    for (Vec[] row : registers) {
      for (Vec register : row) {
        step.on(register);
      }
    }
  }

  private void writeGroup(int first) {
    int at = first / panel.group() * panel.groupBytes();
    forAll(sums, dots::begin);
    for (int c = 0; c < panel.group() / 4; c++) {
      for (int r = 0; r < tile.registers; r++) {
        code.a.vmovdqu(weights[r], panel(r, at + c * Panel.COLUMN));
        dots.prepare(weights[r], magnitudes[r], r + 1);
      }
      for (int t = 0; t < tile.tokens; t++) {
        dots.load(activations, line(t).at(Quantized.LANES + first + 4 * c));
        for (int r = 0; r < tile.registers; r++) {
          Dots.Operands operands =
              new Dots.Operands(weights[r], magnitudes[r], r + 1, activations, free);
          dots.add(sums[t][r], operands);
        }
      }
    }
    loadWeights(at + panel.scales());
    for (int t = 0; t < tile.tokens; t++) {
      dots.loadExcess(activations, line(t), first);
      for (int r = 0; r < tile.registers; r++) {
        dots.close(sums[t][r], activations, line(t), first);
      }
      for (int r = 0; r < tile.registers; r++) {
        dots.scale(y[t][r], sums[t][r], weights[r], line(t), free);
      }
    }
    if (panel.minimums()) {
      loadWeights(at + panel.minimumsAt());
      for (int t = 0; t < tile.tokens; t++) {
        for (int r = 0; r < tile.registers; r++) {
          dots.minimum(y[t][r], weights[r], line(t), first, free);
        }
      }
    }
  }

  private void loadWeights(int at) {
    for (int r = 0; r < tile.registers; r++) {
      code.a.vmovups(weights[r], panel(r, at));
    }
  }

  /** A column of the panel that register {@code r} belongs to; a narrow one is half a column. */
  private Mem panel(int r, int offset) {
    if (code.isa.isWide()) {
      return r == 0 ? mem(WEIGHTS, offset) : mem(WEIGHTS, NEXT_PANEL, 1, offset);
    }
    return mem(WEIGHTS, offset + r * code.isa.registerBytes());
  }

  private Dots.Line line(int t) {
    return offset ->
        switch (t) {
          case 0 -> mem(TOKEN, offset);
          case 1 -> mem(TOKEN, TOKEN_STRIDE, 1, offset);
          case 2 -> mem(TOKEN, TOKEN_STRIDE, 2, offset);
          case 3 -> mem(FOURTH_TOKEN, offset);
          case 4 -> mem(FOURTH_TOKEN, TOKEN_STRIDE, 1, offset);
          default -> mem(FOURTH_TOKEN, TOKEN_STRIDE, 2, offset);
        };
  }
}
