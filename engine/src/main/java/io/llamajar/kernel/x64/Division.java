package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Vec;

/**
 * Writes a function that ends attention.
 *
 * <pre>
 * for each query: o = o / l
 * </pre>
 */
final class Division {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int RESULTS = 0;
    static final int RESULT_BYTES = 1;
    static final int STATES = 2;
    static final int QUERIES = 3;

    private Argument() {}
  }

  private static final Gp RESULT = rsi;
  private static final Gp STATE = rdx;
  private static final Gp QUERIES = rcx;
  private static final Gp BYTES = rax;

  private Division() {}

  static byte[] assemble(Isa isa) {
    return VectorCode.assemble(isa, code -> write(code));
  }

  private static void write(VectorCode code) {
    Assembler a = code.a;
    Frame frame = Frame.enter(a);
    Vec l = code.v(0);
    Vec o = code.v(1);
    a.mov(RESULT, Arguments.at(Argument.RESULTS));
    a.mov(STATE, Arguments.at(Argument.STATES));
    a.mov(QUERIES, Arguments.at(Argument.QUERIES));
    Label query = a.here();
    a.vbroadcastss(l, mem(STATE, Softmax.L));
    a.mov(BYTES, Arguments.at(Argument.RESULT_BYTES));
    Label some = a.here();
    a.vmovups(o, mem(RESULT));
    a.vdivps(o, o, l);
    a.vmovups(mem(RESULT), o);
    a.add(RESULT, code.isa.registerBytes());
    a.sub(BYTES, code.isa.registerBytes());
    a.jnz(some);
    a.add(STATE, Softmax.STATE_BYTES);
    a.dec(QUERIES);
    a.jnz(query);
    frame.leave();
  }
}
