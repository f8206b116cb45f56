package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;

/**
 * Writes a function that scores keys as they lie for a few queries: what generation needs, where
 * laying keys side by side would not pay.
 *
 * <pre>
 * for each group of as many keys as a register has elements:
 *   for i in 0, 1, 2, 3: for the keys i, i + 4, i + 8, i + 12, side by side:
 *     s[key][query] = 0 (16 partial sums); for k in 0, 16, 32 ...: s = fma(key, query, s)
 *     fourths[i] = for each key in 128 bits: s in four partial sums
 *   score = for each query: fourths transposed and summed, times scale
 * </pre>
 */
final class RowScores {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int KEYS = 0;

    static final int KEY_BYTES = 1;

    /** Queries in float32, one after another. */
    static final int QUERIES = 2;

    static final int QUERY_BYTES = 3;

    /** {@code [queries, KvCache.PAGE]}. */
    static final int SCORES = 4;

    static final int SCALE = 5;

    /** How many times as many keys as a register has elements. */
    static final int GROUPS = 6;

    private Argument() {}
  }

  private static final int PARTS = 16;

  private static final Gp QUERY = rsi;
  private static final Gp FOURTH_QUERY = rbp;
  private static final Gp QUERY_STRIDE = rdx;
  private static final Gp STEPS = rcx;
  private static final Gp SCORES = rbx;
  private static final Gp GROUPS = r14;
  private static final Gp KEYS = r15;

  private final VectorCode code;
  private final int queries;
  private final Element element;
  private final Rows rows;
  private final Vec[][][] sums; // [query][part][key]
  private final Vec[] keys; // [key]
  private final Vec query;

  private RowScores(VectorCode code, int queries, Element element) {
    this.code = code;
    this.queries = queries;
    this.element = element;
    rows = new Rows(code, code.isa.lanes());
    int parts = PARTS / code.isa.lanes();
    sums = new Vec[queries][parts][];
    for (int q = 0; q < queries; q++) {
      for (int part = 0; part < parts; part++) {
        sums[q][part] = code.vectors((q * parts + part) * rows.fourths(), rows.fourths());
      }
    }
    keys = code.vectors(4 * queries, rows.fourths());
    query = code.v(4 * queries + rows.fourths());
  }

  /** The largest tile for which there are registers: it has one row of keys in each fourth. */
  static Tile largest(Isa isa) {
    return new Tile(1, isa.isWide() ? 6 : 3);
  }

  static byte[] assemble(Isa isa, int queries, Element element) {
    return VectorCode.assemble(isa, code -> new RowScores(code, queries, element).write());
  }

  private void write() {
    Assembler a = code.a;
    Frame frame = Frame.enter(a, 4 * queries * code.isa.registerBytes());
    a.mov(QUERY_STRIDE, Arguments.at(Argument.QUERY_BYTES));
    a.mov(SCORES, Arguments.at(Argument.SCORES));
    a.mov(GROUPS, Arguments.at(Argument.GROUPS));
    a.mov(KEYS, Arguments.at(Argument.KEYS));
    rows.stride(Arguments.at(Argument.KEY_BYTES));
    Label group = a.here();
    rows.point(KEYS);
    for (int i = 0; i < 4; i++) {
      writeSums();
      for (int q = 0; q < queries; q++) {
        a.vmovups(fourths(q, i), inFourths(sums[q]));
      }
    }
    for (int q = 0; q < queries; q++) {
      writeScores(q);
    }
    rows.pass(KEYS);
    a.add(SCORES, code.isa.registerBytes());
    a.dec(GROUPS);
    a.jnz(group);
    frame.leave();
  }

  /** Of one key of every four; when done the rows point to the keys after them. */
  private void writeSums() {
    Assembler a = code.a;
    a.mov(QUERY, Arguments.at(Argument.QUERIES));
    a.lea(FOURTH_QUERY, mem(QUERY_STRIDE, QUERY_STRIDE, 2));
    a.add(FOURTH_QUERY, QUERY);
    a.mov(STEPS, QUERY_STRIDE);
    for (Vec[][] ofQuery : sums) {
      for (Vec[] ofPart : ofQuery) {
        for (Vec sum : ofPart) {
          code.zero(sum);
        }
      }
    }
    Label step = a.here();
    for (int part = 0; part < PARTS / code.isa.lanes(); part++) {
      int at = part * code.isa.lanes();
      for (int f = 0; f < rows.fourths(); f++) {
        element.load(code, keys[f], rows.at(f, 0, at * element.bytes()));
      }
      for (int q = 0; q < queries; q++) {
        a.vmovups(query, query(q, at * Float.BYTES));
        for (int f = 0; f < rows.fourths(); f++) {
          a.vfmadd231ps(sums[q][part][f], keys[f], query);
        }
      }
    }
    rows.advance(PARTS * element.bytes());
    a.add(QUERY, PARTS * Float.BYTES);
    a.add(FOURTH_QUERY, PARTS * Float.BYTES);
    a.sub(STEPS, PARTS * Float.BYTES);
    a.jnz(step);
  }

  /** Sums of i and i + 8, then of those and of i + 4: a key's are side by side in 128 bits. */
  private Vec inFourths(Vec[][] s) {
    Assembler a = code.a;
    Vec t = query;
    Vec[] eighths = s[0];
    if (code.isa.isWide()) {
      for (int f = 0; f < 4; f += 2) {
        a.vshuff32x4(t, s[0][f], s[0][f + 1], 0xee);
        a.vshuff32x4(s[0][f], s[0][f], s[0][f + 1], 0x44);
        a.vaddps(s[0][f], s[0][f], t);
      }
      a.vshuff32x4(t, eighths[0], eighths[2], 0xdd);
      a.vshuff32x4(eighths[0], eighths[0], eighths[2], 0x88);
    } else {
      for (int f = 0; f < 2; f++) {
        a.vaddps(eighths[f], s[0][f], s[1][f]);
      }
      a.vperm2f128(t, eighths[0], eighths[1], 0x31);
      a.vperm2f128(eighths[0], eighths[0], eighths[1], 0x20);
    }
    a.vaddps(eighths[0], eighths[0], t);
    return eighths[0];
  }

  /** Sums of i and i + 2, then of those and of i + 1, for the keys in order. */
  private void writeScores(int q) {
    Assembler a = code.a;
    Vec[] pairs = {code.v(0), code.v(1)};
    Vec x = code.v(2);
    Vec y = code.v(3);
    for (int i = 0; i < 2; i++) {
      a.vmovups(x, fourths(q, 2 * i));
      a.vmovups(y, fourths(q, 2 * i + 1));
      a.vunpcklpd(pairs[i], x, y);
      a.vunpckhpd(x, x, y);
      a.vaddps(pairs[i], pairs[i], x);
    }
    a.vshufps(x, pairs[0], pairs[1], 0x88);
    a.vshufps(y, pairs[0], pairs[1], 0xdd);
    a.vaddps(x, x, y);
    a.vbroadcastss(y, Arguments.at(Argument.SCALE));
    a.vmulps(x, x, y);
    a.vmovups(mem(SCORES, q * PanelScores.SCORE_BYTES), x);
  }

  private Mem fourths(int q, int i) {
    return mem(rsp, (4 * q + i) * code.isa.registerBytes());
  }

  private static Mem query(int q, int offset) {
    return switch (q) {
      case 0 -> mem(QUERY, offset);
      case 1 -> mem(QUERY, QUERY_STRIDE, 1, offset);
      case 2 -> mem(QUERY, QUERY_STRIDE, 2, offset);
      case 3 -> mem(FOURTH_QUERY, offset);
      case 4 -> mem(FOURTH_QUERY, QUERY_STRIDE, 1, offset);
      default -> mem(FOURTH_QUERY, QUERY_STRIDE, 2, offset);
    };
  }
}
