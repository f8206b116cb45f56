package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import io.llamajar.tensor.KvCache;

/**
 * Writes a function that scores keys in panels for many queries: a few registers of keys times a
 * tile of queries, tile after tile.
 *
 * <pre>
 * for each tile:
 *   for b in 0, 1, 2, 3:
 *     for i in b, b + 8, b + 4, b + 12:
 *       s[i] = 0; for k in i, i + 16, i + 32 ...: s[i] = fma(key[k], query[k], s[i])
 *     fourth[b] = (s[b] + s[b + 8]) + (s[b + 4] + s[b + 12])
 *   score = ((fourth[0] + fourth[2]) + (fourth[1] + fourth[3])) * scale
 * </pre>
 *
 * <p>A register holds one partial sum of as many keys as it has elements, so that the tree of the
 * sixteen partial sums needs no shuffle.
 */
final class PanelScores {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int PANELS = 0;

    /** The bytes from a panel to the next. */
    static final int PANEL_BYTES = 1;

    /** Queries in float32, one after another. */
    static final int QUERIES = 2;

    static final int QUERY_BYTES = 3;

    /** {@code [queries, KvCache.PAGE]}. */
    static final int SCORES = 4;

    static final int SCALE = 5;
    static final int TILES = 6;

    private Argument() {}
  }

  /** The bytes from a query's scores to those of the next. */
  static final int SCORE_BYTES = KvCache.PAGE * Float.BYTES;

  private static final int PARTS = 16;

  private static final Gp KEY = r8;
  private static final Gp FOURTH_KEY = r9;
  private static final Gp PANEL_STRIDE = r10;
  private static final Gp QUERY = rsi;
  private static final Gp FOURTH_QUERY = rbp;
  private static final Gp QUERY_STRIDE = rdx;
  private static final Gp STEPS = rcx;
  private static final Gp FIRST_KEY = r12;
  private static final Gp FIRST_QUERY = r13;
  private static final Gp FOURTHS = r14;
  private static final Gp TILE = r15;
  private static final Gp TILES = r11;
  private static final Gp SCORES = rbx;
  private static final Gp COUNT = rax;

  private final VectorCode code;
  private final Tile tile;
  private final int tileBytes;
  private final Vec[][] sums; // [query][register]
  private final Vec[] keys; // [register]
  private final Vec query;

  private PanelScores(VectorCode code, Tile tile) {
    this.code = code;
    this.tile = tile;
    sums = new Vec[tile.queries()][];
    for (int q = 0; q < tile.queries(); q++) {
      sums[q] = code.vectors(q * tile.registers(), tile.registers());
    }
    int next = tile.queries() * tile.registers();
    tileBytes = next * code.isa.registerBytes();
    keys = code.vectors(next, tile.registers());
    query = code.v(next + tile.registers());
  }

  /** The largest tile for which there are registers. */
  static Tile largest(Isa isa) {
    return isa.isWide() ? new Tile(4, 6) : new Tile(2, 6);
  }

  static byte[] assemble(Isa isa, Tile tile) {
    return VectorCode.assemble(isa, code -> new PanelScores(code, tile).write());
  }

  private void write() {
    Assembler a = code.a;
    Frame frame = Frame.enter(a, 6 * tileBytes);
    a.mov(PANEL_STRIDE, Arguments.at(Argument.PANEL_BYTES));
    a.mov(TILE, Arguments.at(Argument.QUERIES));
    a.mov(QUERY_STRIDE, Arguments.at(Argument.QUERY_BYTES));
    a.mov(SCORES, Arguments.at(Argument.SCORES));
    a.mov(TILES, Arguments.at(Argument.TILES));
    Label nextTile = a.here();
    a.mov(FIRST_KEY, Arguments.at(Argument.PANELS));
    a.mov(FIRST_QUERY, TILE);
    a.lea(FOURTHS, mem(rsp, 2 * tileBytes));
    a.mov(COUNT, 4);
    Label fourth = a.here();
    writeFourth();
    a.add(FIRST_KEY, code.isa.registerBytes());
    a.add(FIRST_QUERY, Float.BYTES);
    a.add(FOURTHS, tileBytes);
    a.dec(COUNT);
    a.jnz(fourth);
    writeScores();
    a.imul(COUNT, QUERY_STRIDE, tile.queries());
    a.add(TILE, COUNT);
    a.add(SCORES, tile.queries() * SCORE_BYTES);
    a.dec(TILES);
    a.jnz(nextTile);
    frame.leave();
  }

  private interface Step {
    void on(Vec sum, int at);
  }

  /** For all partial sums: where each is kept within a tile's bytes. */
  private void forAll(Step step) {
    for (int q = 0; q < tile.queries(); q++) {
      for (int r = 0; r < tile.registers(); r++) {
        step.on(sums[q][r], (q * tile.registers() + r) * code.isa.registerBytes());
      }
    }
  }

  private void writeFourth() {
    Assembler a = code.a;
    writePart(0);
    forAll((sum, at) -> a.vmovups(mem(rsp, at), sum));
    writePart(8);
    forAll((sum, at) -> a.vaddps(sum, sum, mem(rsp, at)));
    forAll((sum, at) -> a.vmovups(mem(rsp, at), sum));
    writePart(4);
    forAll((sum, at) -> a.vmovups(mem(rsp, tileBytes + at), sum));
    writePart(12);
    forAll((sum, at) -> a.vaddps(sum, sum, mem(rsp, tileBytes + at)));
    forAll((sum, at) -> a.vaddps(sum, sum, mem(rsp, at)));
    forAll((sum, at) -> a.vmovups(mem(FOURTHS, at), sum));
  }

  /** The partial sum {@code b + i}. */
  private void writePart(int i) {
    Assembler a = code.a;
    a.lea(KEY, mem(FIRST_KEY, i * code.isa.registerBytes()));
    a.lea(FOURTH_KEY, mem(PANEL_STRIDE, PANEL_STRIDE, 2));
    a.add(FOURTH_KEY, KEY);
    a.lea(QUERY, mem(FIRST_QUERY, i * Float.BYTES));
    a.lea(FOURTH_QUERY, mem(QUERY_STRIDE, QUERY_STRIDE, 2));
    a.add(FOURTH_QUERY, QUERY);
    a.mov(STEPS, QUERY_STRIDE);
    forAll((sum, at) -> code.zero(sum));
    Label step = a.here();
    for (int r = 0; r < tile.registers(); r++) {
      a.vmovups(keys[r], key(r));
    }
    for (int q = 0; q < tile.queries(); q++) {
      a.vbroadcastss(query, query(q));
      for (int r = 0; r < tile.registers(); r++) {
        a.vfmadd231ps(sums[q][r], keys[r], query);
      }
    }
    a.add(KEY, PARTS * code.isa.registerBytes());
    a.add(FOURTH_KEY, PARTS * code.isa.registerBytes());
    a.add(QUERY, PARTS * Float.BYTES);
    a.add(FOURTH_QUERY, PARTS * Float.BYTES);
    a.sub(STEPS, PARTS * Float.BYTES);
    a.jnz(step);
  }

  private void writeScores() {
    Assembler a = code.a;
    Vec odd = keys[0];
    a.vbroadcastss(query, Arguments.at(Argument.SCALE));
    for (int q = 0; q < tile.queries(); q++) {
      for (int r = 0; r < tile.registers(); r++) {
        Vec sum = sums[q][r];
        int at = (q * tile.registers() + r) * code.isa.registerBytes();
        a.vmovups(sum, fourth(0, at));
        a.vaddps(sum, sum, fourth(2, at));
        a.vmovups(odd, fourth(1, at));
        a.vaddps(odd, odd, fourth(3, at));
        a.vaddps(sum, sum, odd);
        a.vmulps(sum, sum, query);
        a.vmovups(mem(SCORES, q * SCORE_BYTES + r * code.isa.registerBytes()), sum);
      }
    }
  }

  private Mem fourth(int b, int at) {
    return mem(rsp, (2 + b) * tileBytes + at);
  }

  private static Mem key(int r) {
    return switch (r) {
      case 0 -> mem(KEY);
      case 1 -> mem(KEY, PANEL_STRIDE, 1);
      case 2 -> mem(KEY, PANEL_STRIDE, 2);
      default -> mem(FOURTH_KEY);
    };
  }

  private static Mem query(int q) {
    return switch (q) {
      case 0 -> mem(QUERY);
      case 1 -> mem(QUERY, QUERY_STRIDE, 1);
      case 2 -> mem(QUERY, QUERY_STRIDE, 2);
      case 3 -> mem(FOURTH_QUERY);
      case 4 -> mem(FOURTH_QUERY, QUERY_STRIDE, 1);
      default -> mem(FOURTH_QUERY, QUERY_STRIDE, 2);
    };
  }
}
