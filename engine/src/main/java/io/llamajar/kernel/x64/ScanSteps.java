package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Vec;

/**
 * Writes a function that takes some values of a head, or some channels, through tokens of a
 * selective scan.
 *
 * <pre>
 * for each token: u = x * step; y = 0
 *   for each memory: s = fma(s, stays, b * u); y = fma(s, c, y)
 *     where stays is the same for all of a head, or exp(step * decay) for each channel
 *   y = fma(x, skip, y)
 * </pre>
 */
final class ScanSteps {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    /** The first memory as it was. */
    static final int FROM = 0;

    /** The first memory as it will be. */
    static final int TO = 1;

    /** From a memory to the next; from the decays of one to those of the next. */
    static final int ROW_BYTES = 2;

    static final int DEPTH_BYTES = 3;
    static final int VALUES = 4;

    /** Of the first token, as what comes next. */
    static final int WRITING = 5;

    static final int READING = 6;

    /** From a token's values, or from where it writes or reads, to the next one's. */
    static final int VALUE_BYTES = 7;

    /** What stays of a head and its step; or the steps of channels. */
    static final int PACES = 8;

    static final int PACE_BYTES = 9;
    static final int RESULTS = 10;
    static final int RESULT_BYTES = 11;
    static final int TOKENS = 12;
    static final int COLUMNS = 13;

    /** Of a head, or of channels. */
    static final int SKIPS = 14;

    /** Of channels. */
    static final int DECAYS = 15;

    private Argument() {}
  }

  /** What a head's steps are taken by: what stays, then the step. */
  static final int PACE_BYTES = 2 * Float.BYTES;

  private static final Gp INDEX = rax; // of a memory, in bytes
  private static final Gp ROW = rcx; // in bytes from the first memory
  private static final Gp ROW_BYTES = rdx;
  private static final Gp FROM = rbx;
  private static final Gp TO = rsi;
  private static final Gp WRITING = r8;
  private static final Gp READING = r9;
  private static final Gp DEPTH_BYTES = r10;
  private static final Gp VALUE = r11;
  private static final Gp DECAYS = r12;
  private static final Gp RESULT = r13;
  private static final Gp PACE = r14;
  private static final Gp TOKENS = r15;

  private final VectorCode code;
  private final Assembler a;
  private final Stripe stripe;
  private final boolean ofChannels;
  private final Vec[] u;
  private final Vec[] y;
  private final Vec s;
  private final Vec written;
  private final Vec read;
  private final Vec step;
  private final Vec stays;
  private final Vec x;

  private ScanSteps(VectorCode code, Stripe.Width width, boolean ofChannels) {
    this.code = code;
    this.ofChannels = ofChannels;
    a = code.a;
    stripe = new Stripe(code, width);
    int registers = width.registers();
    u = code.vectors(0, registers);
    y = code.vectors(registers, registers);
    int free = 2 * registers;
    s = code.v(free);
    written = code.v(free + 1);
    read = code.v(free + 2);
    step = code.v(free + 3);
    stays = code.v(free + 4);
    x = code.v(free + 5);
  }

  static byte[] assemble(Isa isa, Stripe.Width width, boolean ofChannels) {
    return VectorCode.assemble(isa, code -> new ScanSteps(code, width, ofChannels).write());
  }

  private void write() {
    Frame frame = Frame.enter(a);
    a.mov(FROM, Arguments.at(Argument.FROM));
    a.mov(TO, Arguments.at(Argument.TO));
    a.mov(ROW_BYTES, Arguments.at(Argument.ROW_BYTES));
    a.mov(DEPTH_BYTES, Arguments.at(Argument.DEPTH_BYTES));
    a.mov(VALUE, Arguments.at(Argument.VALUES));
    a.mov(WRITING, Arguments.at(Argument.WRITING));
    a.mov(READING, Arguments.at(Argument.READING));
    a.mov(PACE, Arguments.at(Argument.PACES));
    a.mov(RESULT, Arguments.at(Argument.RESULTS));
    a.mov(DECAYS, Arguments.at(Argument.DECAYS));
    a.mov(TOKENS, Arguments.at(Argument.TOKENS));
    stripe.begin(Arguments.at(Argument.COLUMNS));
    Label token = a.here();
    writeBeginning();
    a.xor(INDEX, INDEX);
    a.xor(ROW, ROW);
    Label memory = a.here();
    writeMemory();
    a.add(ROW, ROW_BYTES);
    a.add(INDEX, Float.BYTES);
    a.cmp(INDEX, DEPTH_BYTES);
    a.jl(memory);
    writeEnd();
    a.mov(FROM, TO);
    a.add(VALUE, Arguments.at(Argument.VALUE_BYTES));
    a.add(WRITING, Arguments.at(Argument.VALUE_BYTES));
    a.add(READING, Arguments.at(Argument.VALUE_BYTES));
    a.add(PACE, Arguments.at(Argument.PACE_BYTES));
    a.add(RESULT, Arguments.at(Argument.RESULT_BYTES));
    a.dec(TOKENS);
    a.jnz(token);
    frame.leave();
  }

  private void writeBeginning() {
    if (ofChannels) {
      stripe.load(step, 0, PACE);
    } else {
      a.vbroadcastss(stays, mem(PACE));
      a.vbroadcastss(step, mem(PACE, Float.BYTES));
    }
    for (int r = 0; r < u.length; r++) {
      stripe.load(u[r], r, VALUE);
      a.vmulps(u[r], u[r], step);
      code.zero(y[r]);
    }
  }

  private void writeMemory() {
    if (ofChannels) {
      stripe.load(stays, 0, DECAYS, ROW);
      a.vmulps(stays, stays, step);
      new Exponential(code, code.vectors(x.number() + 1, Exponential.FREE)).of(stays);
    }
    a.vbroadcastss(written, mem(WRITING, INDEX, 1));
    a.vbroadcastss(read, mem(READING, INDEX, 1));
    for (int r = 0; r < u.length; r++) {
      stripe.load(s, r, FROM, ROW);
      a.vmulps(x, u[r], written);
      a.vfmadd213ps(s, stays, x);
      stripe.store(TO, ROW, r, s);
      a.vfmadd231ps(y[r], s, read);
    }
  }

  private void writeEnd() {
    a.mov(INDEX, Arguments.at(Argument.SKIPS));
    if (ofChannels) {
      stripe.load(step, 0, INDEX);
    } else {
      a.vbroadcastss(step, mem(INDEX));
    }
    for (int r = 0; r < y.length; r++) {
      stripe.load(x, r, VALUE);
      a.vfmadd231ps(y[r], x, step);
      stripe.store(RESULT, r, y[r]);
    }
  }
}
