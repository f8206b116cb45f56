package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Operand;
import io.llamajar.asm.Vec;

/**
 * Writes a function that takes some columns of a head's matrix through tokens of the delta rule.
 *
 * <pre>
 * d = 0; for each key row: s = s * stays; d = fma(s, k, d)
 * for each token: d = (v - d) * share; y = 0
 *   for each key row: s = fma(k, d, s); y = fma(s, q, y)
 *     and for the next token, unless this is the last: s = s * stays; d' = fma(s, k', d')
 *   y = y * scale; d = d'
 * </pre>
 *
 * <p>Columns do not know of each other, so that those of a stripe stay in the nearest cache from
 * token to token: side by side, for in a matrix they would fall into a part of it. And what the
 * next token asks of a row is asked while that is in a register.
 */
final class DeltaSteps {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    /** The first row of the matrix as it was. */
    static final int FROM = 0;

    /** The first row of the matrix as it will be; may be the same. */
    static final int TO = 1;

    /** From a row of either to the next. */
    static final int ROW_BYTES = 2;

    /** {@code [tokens, 2, keyWidth]}: each token's query and key. */
    static final int DIRECTIONS = 3;

    static final int KEY_BYTES = 4;
    static final int VALUES = 5;
    static final int VALUE_BYTES = 6;

    /** {@code [tokens, 2]}: what stays, and the share of the difference. */
    static final int PACES = 7;

    static final int RESULTS = 8;
    static final int RESULT_BYTES = 9;
    static final int TOKENS = 10;
    static final int SCALE = 11;
    static final int COLUMNS = 12;

    /** Room for the stripe: {@code [keyWidth, columns]} of whole registers. */
    static final int KEPT = 13;

    private Argument() {}
  }

  static final int PACE_BYTES = 2 * Float.BYTES;

  private static final Gp INDEX = rax; // in a query or key, in bytes
  private static final Gp KEPT_ROW = rcx;
  private static final Gp ROW = rdx; // of the matrix
  private static final Gp ROW_BYTES = rbx;
  private static final Gp KEPT = rsi;
  private static final Gp QUERY = r8;
  private static final Gp KEY = r9;
  private static final Gp NEXT_KEY = r10;
  private static final Gp KEY_BYTES = r11;
  private static final Gp VALUE = r12;
  private static final Gp RESULT = r13;
  private static final Gp PACE = r14;
  private static final Gp TOKENS = r15;

  private final VectorCode code;
  private final Assembler a;
  private final Stripe stripe;
  private final Vec[] d;
  private final Vec[] next; // d'
  private final Vec[] y;
  private final Vec key;
  private final Vec query;
  private final Vec nextKey;
  private final Vec s;

  private DeltaSteps(VectorCode code, Stripe.Width width) {
    this.code = code;
    a = code.a;
    stripe = new Stripe(code, width);
    int registers = width.registers();
    d = code.vectors(0, registers);
    next = code.vectors(registers, registers);
    y = code.vectors(2 * registers, registers);
    key = code.v(3 * registers);
    query = code.v(3 * registers + 1);
    nextKey = code.v(3 * registers + 2);
    s = code.v(3 * registers + 3);
  }

  static byte[] assemble(Isa isa, Stripe.Width width) {
    return VectorCode.assemble(isa, code -> new DeltaSteps(code, width).write());
  }

  private void write() {
    Frame frame = Frame.enter(a, code.isa.registerBytes());
    a.mov(KEPT, Arguments.at(Argument.KEPT));
    a.mov(ROW_BYTES, Arguments.at(Argument.ROW_BYTES));
    a.mov(KEY_BYTES, Arguments.at(Argument.KEY_BYTES));
    a.mov(QUERY, Arguments.at(Argument.DIRECTIONS));
    a.lea(KEY, mem(QUERY, KEY_BYTES, 1));
    a.lea(NEXT_KEY, mem(KEY, KEY_BYTES, 2));
    a.mov(VALUE, Arguments.at(Argument.VALUES));
    a.mov(RESULT, Arguments.at(Argument.RESULTS));
    a.mov(PACE, Arguments.at(Argument.PACES));
    a.mov(TOKENS, Arguments.at(Argument.TOKENS));
    stripe.begin(Arguments.at(Argument.COLUMNS));
    writeFirst();
    Label last = new Label();
    Label token = a.here();
    writeDifference();
    a.cmp(TOKENS, 1);
    a.jz(last);
    writeCorrection(true);
    writeResult();
    for (int r = 0; r < d.length; r++) {
      a.vmovaps(d[r], next[r]);
    }
    a.lea(QUERY, mem(QUERY, KEY_BYTES, 2));
    a.lea(KEY, mem(KEY, KEY_BYTES, 2));
    a.lea(NEXT_KEY, mem(NEXT_KEY, KEY_BYTES, 2));
    a.add(VALUE, Arguments.at(Argument.VALUE_BYTES));
    a.add(RESULT, Arguments.at(Argument.RESULT_BYTES));
    a.add(PACE, PACE_BYTES);
    a.dec(TOKENS);
    a.jmp(token);
    a.bind(last);
    writeCorrection(false);
    writeResult();
    frame.leave();
  }

  private interface Step {
    void write();
  }

  private void forRows(Step step) {
    a.xor(INDEX, INDEX);
    a.mov(KEPT_ROW, KEPT);
    Label row = a.here();
    step.write();
    a.add(KEPT_ROW, d.length * code.isa.registerBytes());
    a.add(INDEX, Float.BYTES);
    a.cmp(INDEX, KEY_BYTES);
    a.jl(row);
  }

  private Mem kept(int register) {
    return mem(KEPT_ROW, register * code.isa.registerBytes());
  }

  /** What stays of rows, in memory: there may be no register left. */
  private Operand broadcastStays(int token) {
    a.vbroadcastss(s, mem(PACE, token * PACE_BYTES));
    a.vmovaps(mem(rsp), s);
    return mem(rsp);
  }

  /** What the first token asks of the matrix as it was. */
  private void writeFirst() {
    Operand stays = broadcastStays(0);
    a.mov(ROW, Arguments.at(Argument.FROM));
    for (Vec register : d) {
      code.zero(register);
    }
    forRows(() -> {
      a.vbroadcastss(key, mem(KEY, INDEX, 1));
      for (int r = 0; r < d.length; r++) {
        stripe.load(s, r, ROW);
        a.vmulps(s, s, stays);
        a.vmovups(kept(r), s);
        a.vfmadd231ps(d[r], s, key);
      }
      a.add(ROW, ROW_BYTES);
    });
  }

  /** {@code d = (v - d) * share}. */
  private void writeDifference() {
    a.vbroadcastss(key, mem(PACE, Float.BYTES));
    for (int r = 0; r < d.length; r++) {
      stripe.load(s, r, VALUE);
      a.vsubps(d[r], s, d[r]);
      a.vmulps(d[r], d[r], key);
    }
  }

  private void writeCorrection(boolean another) {
    Operand stays = another ? broadcastStays(1) : s;
    a.mov(ROW, Arguments.at(Argument.TO));
    for (int r = 0; r < d.length; r++) {
      code.zero(y[r]);
      code.zero(next[r]);
    }
    forRows(() -> {
      a.vbroadcastss(key, mem(KEY, INDEX, 1));
      a.vbroadcastss(query, mem(QUERY, INDEX, 1));
      if (another) {
        a.vbroadcastss(nextKey, mem(NEXT_KEY, INDEX, 1));
      }
      for (int r = 0; r < d.length; r++) {
        a.vmovups(s, kept(r));
        a.vfmadd231ps(s, d[r], key);
        a.vfmadd231ps(y[r], s, query);
        if (another) {
          a.vmulps(s, s, stays);
          a.vfmadd231ps(next[r], s, nextKey);
          a.vmovups(kept(r), s);
        } else {
          stripe.store(ROW, r, s);
        }
      }
      if (!another) {
        a.add(ROW, ROW_BYTES);
      }
    });
  }

  private void writeResult() {
    a.vbroadcastss(key, Arguments.at(Argument.SCALE));
    for (int r = 0; r < y.length; r++) {
      a.vmulps(y[r], y[r], key);
      stripe.store(RESULT, r, y[r]);
    }
  }
}
