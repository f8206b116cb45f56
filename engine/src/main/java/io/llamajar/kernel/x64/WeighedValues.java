package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;

/**
 * Writes a function that sums the values of a page by the weights of many queries, and merges that
 * with the sums of the pages before: some registers of values times a tile of queries, tile after
 * tile.
 *
 * <pre>
 * for each tile:
 *   o2[query][register] = 0
 *   for each query: for each position before those that all see: o2 = fma(p, value, o2)
 *   for each position that all see: for each query: o2 = fma(p, value, o2)
 *   for each query: for each position after them: o2 = fma(p, value, o2)
 *   for each query: o = fma(o, a, o2 * b)
 * </pre>
 *
 * <p>A query takes no value that it does not see, not even with a weight of zero: that would spoil
 * it by a NaN, or a zero by its sign.
 */
final class WeighedValues {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    /** Of the first position in the page, the first that this call is for. */
    static final int VALUES = 0;

    /** The bytes from a position's values to those of the next. */
    static final int VALUE_BYTES = 1;

    /** {@code [queries, KvCache.PAGE]}. */
    static final int WEIGHTS = 2;

    static final int BOUNDS = 3;
    static final int STATES = 4;

    /** Of the first query. */
    static final int RESULTS = 5;

    static final int RESULT_BYTES = 6;
    static final int TILES = 7;

    private Argument() {}
  }

  private static final Gp WEIGHTS = rsi;
  private static final Gp VALUE_STRIDE = rdx;
  private static final Gp POSITION = rcx;
  private static final Gp RESULT = rbx;
  private static final Gp STATES = r8;
  private static final Gp BOUNDS = r9;
  private static final Gp VALUES = r10;
  private static final Gp VALUE = r11;
  private static final Gp COMMON_FROM = r12;
  private static final Gp COMMON_TO = r13;
  private static final Gp TO = r14;
  private static final Gp TILES = r15;

  private final VectorCode code;
  private final Tile tile;
  private final Element element;
  private final Vec[][] o; // [query][register]
  private final Vec[] weights; // [query]
  private final Vec value;

  private WeighedValues(VectorCode code, Tile tile, Element element) {
    this.code = code;
    this.tile = tile;
    this.element = element;
    o = new Vec[tile.queries()][];
    for (int q = 0; q < tile.queries(); q++) {
      o[q] = code.vectors(q * tile.registers(), tile.registers());
    }
    weights = code.vectors(tile.queries() * tile.registers(), tile.queries());
    value = code.v(tile.queries() * (tile.registers() + 1));
  }

  /** The largest tile for which there are registers. */
  static Tile largest(Isa isa) {
    return new Tile(4, isa.isWide() ? 6 : 3);
  }

  static byte[] assemble(Isa isa, Tile tile, Element element) {
    return VectorCode.assemble(isa, code -> new WeighedValues(code, tile, element).write());
  }

  private void write() {
    Assembler a = code.a;
    Frame frame = Frame.enter(a);
    a.mov(VALUES, Arguments.at(Argument.VALUES));
    a.mov(VALUE_STRIDE, Arguments.at(Argument.VALUE_BYTES));
    a.mov(WEIGHTS, Arguments.at(Argument.WEIGHTS));
    a.mov(BOUNDS, Arguments.at(Argument.BOUNDS));
    a.mov(STATES, Arguments.at(Argument.STATES));
    a.mov(RESULT, Arguments.at(Argument.RESULTS));
    a.mov(TILES, Arguments.at(Argument.TILES));
    Label nextTile = a.here();
    writeCommonBounds();
    for (Vec[] registers : o) {
      for (Vec register : registers) {
        code.zero(register);
      }
    }
    for (int q = 0; q < tile.queries(); q++) {
      a.movsxd(POSITION, from(q));
      a.mov(TO, COMMON_FROM);
      writeSum(q, q + 1);
    }
    a.mov(POSITION, COMMON_FROM);
    a.mov(TO, COMMON_TO);
    writeSum(0, tile.queries());
    for (int q = 0; q < tile.queries(); q++) {
      Label behind = new Label();
      a.movsxd(POSITION, from(q));
      a.cmp(POSITION, COMMON_TO);
      a.jge(behind);
      a.mov(POSITION, COMMON_TO);
      a.bind(behind);
      a.movsxd(TO, to(q));
      writeSum(q, q + 1);
    }
    for (int q = 0; q < tile.queries(); q++) {
      writeMerge(q);
    }
    a.add(WEIGHTS, tile.queries() * PanelScores.SCORE_BYTES);
    a.add(BOUNDS, tile.queries() * Softmax.BOUNDS_BYTES);
    a.add(STATES, tile.queries() * Softmax.STATE_BYTES);
    a.dec(TILES);
    a.jnz(nextTile);
    frame.leave();
  }

  private static Mem from(int q) {
    return mem(BOUNDS, q * Softmax.BOUNDS_BYTES);
  }

  private static Mem to(int q) {
    return mem(BOUNDS, q * Softmax.BOUNDS_BYTES + Integer.BYTES);
  }

  /** The positions that all queries see; if there are none, zero to zero. */
  private void writeCommonBounds() {
    Assembler a = code.a;
    Vec next = xmm(0);
    Vec largest = xmm(1);
    Vec smallest = xmm(2);
    a.vmovq(largest, from(0));
    a.vmovq(smallest, from(0));
    for (int q = 1; q < tile.queries(); q++) {
      a.vmovq(next, from(q));
      a.vpmaxsd(largest, largest, next);
      a.vpminsd(smallest, smallest, next);
    }
    Label some = new Label();
    a.vmovd(COMMON_FROM, largest);
    a.vpextrd(COMMON_TO, smallest, 1);
    a.cmp(COMMON_FROM, COMMON_TO);
    a.jl(some);
    a.mov(COMMON_FROM, 0);
    a.mov(COMMON_TO, 0);
    a.bind(some);
  }

  /** Of the positions {@code [POSITION, TO)}, for some of the queries. */
  private void writeSum(int first, int last) {
    Assembler a = code.a;
    Label none = new Label();
    a.cmp(POSITION, TO);
    a.jge(none);
    a.mov(VALUE, POSITION);
    a.imul(VALUE, VALUE_STRIDE);
    a.add(VALUE, VALUES);
    Label position = a.here();
    for (int q = first; q < last; q++) {
      a.vbroadcastss(weights[q], mem(WEIGHTS, POSITION, 4, q * PanelScores.SCORE_BYTES));
    }
    for (int r = 0; r < tile.registers(); r++) {
      element.load(code, value, mem(VALUE, r * code.isa.lanes() * element.bytes()));
      for (int q = first; q < last; q++) {
        a.vfmadd231ps(o[q][r], value, weights[q]);
      }
    }
    a.add(VALUE, VALUE_STRIDE);
    a.inc(POSITION);
    a.cmp(POSITION, TO);
    a.jl(position);
    a.bind(none);
  }

  private void writeMerge(int q) {
    Assembler a = code.a;
    Vec factor = weights[0];
    a.vbroadcastss(factor, mem(STATES, q * Softmax.STATE_BYTES + Softmax.B));
    for (Vec register : o[q]) {
      a.vmulps(register, register, factor);
    }
    a.vbroadcastss(factor, mem(STATES, q * Softmax.STATE_BYTES + Softmax.A));
    for (int r = 0; r < tile.registers(); r++) {
      Mem result = mem(RESULT, r * code.isa.registerBytes());
      a.vmovups(value, result);
      a.vfmadd213ps(value, factor, o[q][r]);
      a.vmovups(result, value);
    }
    a.add(RESULT, Arguments.at(Argument.RESULT_BYTES));
  }
}
