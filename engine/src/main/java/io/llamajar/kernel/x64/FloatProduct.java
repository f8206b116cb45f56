package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import io.llamajar.gguf.GgmlType;
import java.util.EnumSet;
import java.util.Set;

/**
 * Writes a function that multiplies rows of floating-point weights with tokens, a tile of rows by
 * tokens at a time.
 *
 * <pre>
 * for each tile of tokens: for each tile of rows:
 *   sum[row][token][16] = 0
 *   for each 16 columns:
 *     w[row][16] = weights as float32
 *     for each token: for each row: sum = fma(w, x[token][16], sum)
 *   y[token][row] = the 16 sums, added up by the tree
 * </pre>
 *
 * <p>The lanes of a register are columns here, so a sum has sixteen parts, which is how plain Java
 * defines it; registers of eight elements come in twos.
 */
final class FloatProduct {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int ROWS = 0;
    static final int ROW_BYTES = 1;

    /** Columns / 16. */
    static final int STEPS = 2;

    static final int ACTIVATIONS = 3;
    static final int ACTIVATION_BYTES = 4;
    static final int RESULTS = 5;
    static final int RESULT_BYTES = 6;
    static final int ROW_TILES = 7;
    static final int TOKEN_TILES = 8;

    private Argument() {}
  }

  /** Columns that are taken at once. */
  static final int STEP = 16;

  private static final Gp STEPS = rcx;
  private static final Gp TOKEN = rsi;
  private static final Gp FOURTH_TOKEN = rbp;
  private static final Gp TOKEN_STRIDE = rdx;
  private static final Gp FIRST_ROW = r14;
  private static final Gp ROW_TILES = r15;
  private static final Gp FIRST_TOKEN = r10;
  private static final Gp TOKEN_TILES = r11;
  private static final Gp RESULT = rbx;
  private static final Gp TILE_RESULT = rax;
  private static final Gp AHEAD = r9;

  /** What weights can be made of. */
  static final Set<GgmlType> TYPES = EnumSet.of(GgmlType.F32, GgmlType.F16, GgmlType.BF16);

  private final VectorCode code;
  private final GgmlType type;
  private final Tile tile;
  private final Rows rows;
  private final Ahead ahead;
  private final int parts; // registers for 16 columns
  private final Vec[][][] sums; // [row][token][part]
  private final Vec[] weights; // [row]
  private final Vec activations;

  /**
   * Rows by tokens.
   *
   * @param streams whether the rows come from memory: they are prefetched then. For rows that are
   *     in the cache already that would take an eighth of the time of a prompt.
   */
  record Tile(int rows, int tokens, boolean streams) {}

  private FloatProduct(VectorCode code, GgmlType type, Tile tile) {
    this.code = code;
    this.type = type;
    this.tile = tile;
    this.rows = new Rows(code, tile.rows);
    this.ahead = new Ahead(code, AHEAD, tile.rows * STEP * type.blockBytes());
    this.parts = STEP / code.isa.lanes();
    sums = new Vec[tile.rows][tile.tokens][];
    int next = 0;
    for (Vec[][] row : sums) {
      for (int t = 0; t < tile.tokens; t++, next += parts) {
        row[t] = code.vectors(next, parts);
      }
    }
    weights = code.vectors(next, tile.rows);
    activations = code.v(next + tile.rows);
  }

  /** The largest tile for which there are registers, and rows for pointers. */
  static Tile largest(Isa isa) {
    return isa.isWide() ? new Tile(4, 6, true) : new Tile(2, 2, true);
  }

  static byte[] assemble(Isa isa, GgmlType type, Tile tile) {
    return VectorCode.assemble(isa, code -> new FloatProduct(code, type, tile).write());
  }

  private void write() {
    Assembler a = code.a;
    Frame frame = Frame.enter(a);
    rows.stride(Arguments.at(Argument.ROW_BYTES));
    a.mov(FIRST_TOKEN, Arguments.at(Argument.ACTIVATIONS));
    a.mov(TOKEN_STRIDE, Arguments.at(Argument.ACTIVATION_BYTES));
    a.mov(TILE_RESULT, Arguments.at(Argument.RESULTS));
    a.mov(TOKEN_TILES, Arguments.at(Argument.TOKEN_TILES));
    Label nextTokens = a.here();
    a.mov(FIRST_ROW, Arguments.at(Argument.ROWS));
    a.mov(AHEAD, FIRST_ROW);
    for (int r = 0; r < tile.rows; r++) {
      a.add(AHEAD, Arguments.at(Argument.ROW_BYTES));
    }
    a.mov(ROW_TILES, Arguments.at(Argument.ROW_TILES));
    a.mov(RESULT, TILE_RESULT);
    Label nextRows = a.here();
    writeTile();
    a.dec(ROW_TILES);
    a.jnz(nextRows);
    for (int t = 0; t < tile.tokens; t++) {
      a.add(FIRST_TOKEN, TOKEN_STRIDE);
      a.add(TILE_RESULT, Arguments.at(Argument.RESULT_BYTES));
    }
    a.dec(TOKEN_TILES);
    a.jnz(nextTokens);
    frame.leave();
  }

  private void writeTile() {
    Assembler a = code.a;
    rows.point(FIRST_ROW);
    a.mov(TOKEN, FIRST_TOKEN);
    a.lea(FOURTH_TOKEN, mem(TOKEN_STRIDE, TOKEN_STRIDE, 2));
    a.add(FOURTH_TOKEN, TOKEN);
    a.mov(STEPS, Arguments.at(Argument.STEPS));
    for (Vec[][] row : sums) {
      for (Vec[] sum : row) {
        for (Vec part : sum) {
          code.zero(part);
        }
      }
    }
    a.align(64);
    Label step = a.here();
    if (tile.streams) {
      ahead.fetch(0, 1);
      ahead.advance();
    }
    for (int part = 0; part < parts; part++) {
      for (int r = 0; r < tile.rows; r++) {
        load(weights[r], r, part * code.isa.lanes());
      }
      for (int t = 0; t < tile.tokens; t++) {
        a.vmovups(activations, token(t, part * code.isa.registerBytes()));
        for (int r = 0; r < tile.rows; r++) {
          a.vfmadd231ps(sums[r][t][part], weights[r], activations);
        }
      }
    }
    rows.advance(STEP * type.blockBytes());
    a.add(TOKEN, STEP * Float.BYTES);
    a.add(FOURTH_TOKEN, STEP * Float.BYTES);
    a.dec(STEPS);
    a.jnz(step);
    a.mov(TOKEN, RESULT);
    for (int t = 0; t < tile.tokens; t++) {
      writeResults(t);
      a.add(TOKEN, Arguments.at(Argument.RESULT_BYTES));
    }
    a.add(RESULT, tile.rows * Float.BYTES);
    for (int r = 0; r < tile.rows; r++) {
      a.add(FIRST_ROW, Arguments.at(Argument.ROW_BYTES));
    }
  }

  private void load(Vec d, int row, int column) {
    Mem source = rows.at(row / 4, row % 4, column * type.blockBytes());
    switch (type) {
      case F32 -> code.a.vmovups(d, source);
      case F16 -> code.a.vcvtph2ps(d, source);
      case BF16 -> {
        code.a.vpmovzxwd(d, source);
        code.a.vpslld(d, d, 16);
      }
      default -> throw new IllegalArgumentException(type + " is not a floating-point type");
    }
  }

  private Mem token(int t, int offset) {
    return switch (t) {
      case 0 -> mem(TOKEN, offset);
      case 1 -> mem(TOKEN, TOKEN_STRIDE, 1, offset);
      case 2 -> mem(TOKEN, TOKEN_STRIDE, 2, offset);
      case 3 -> mem(FOURTH_TOKEN, offset);
      case 4 -> mem(FOURTH_TOKEN, TOKEN_STRIDE, 1, offset);
      default -> mem(FOURTH_TOKEN, TOKEN_STRIDE, 2, offset);
    };
  }

  /** Adds up the sums of a token: part i takes in part i + 8, then i + 4, i + 2, i + 1. */
  private void writeResults(int t) {
    Assembler a = code.a;
    Vec free = activations.bits(128);
    Vec[] four = new Vec[tile.rows]; // [row]: four sums each
    for (int r = 0; r < tile.rows; r++) {
      Vec[] sum = sums[r][t];
      Vec eight = sum[0].bits(256);
      if (parts == 2) {
        a.vaddps(eight, eight, sum[1]);
      } else {
        a.vextractf64x4(activations.bits(256), sum[0], 1);
        a.vaddps(eight, eight, activations.bits(256));
      }
      four[r] = eight.bits(128);
      a.vextractf128(free, eight, 1);
      a.vaddps(four[r], four[r], free);
    }
    for (int r = 0; r < tile.rows; r += 2) { // two sums of row r, two of the next
      a.vmovhlps(free, four[r + 1], four[r]);
      a.vmovlhps(four[r], four[r], four[r + 1]);
      a.vaddps(four[r], four[r], free);
    }
    if (tile.rows == 2) {
      a.vmovshdup(free, four[0]);
      a.vaddps(four[0], four[0], free);
      a.vshufps(four[0], four[0], four[0], 0b1000);
      a.vmovq(mem(TOKEN), four[0]);
    } else {
      for (int r = 0; r < tile.rows; r += 4) {
        a.vshufps(free, four[r], four[r + 2], 0b11_01_11_01);
        a.vshufps(four[r], four[r], four[r + 2], 0b10_00_10_00);
        a.vaddps(four[r], four[r], free);
        a.vmovups(mem(TOKEN, r * Float.BYTES), four[r]);
      }
    }
  }
}
