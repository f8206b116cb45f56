package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Vec;
import io.llamajar.tensor.Tensor;

/**
 * Soft caps.
 *
 * <pre>
 * for each value: x = (1 - 2 / (exp(x * (2 / cap)) + 1)) * cap
 * </pre>
 */
final class Capping {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int X = 0;
    static final int COUNT = 1;

    /** 2 / cap. */
    static final int FACTOR = 2;

    static final int CAP = 3;

    private Argument() {}
  }

  private static final Gp X = rsi;

  private final Routine routine;

  Capping(Isa isa) {
    routine = new Routine(isa.label() + "-cap", () -> assemble(isa));
  }

  /** As {@link io.llamajar.kernel.Kernels#cap}. */
  void cap(Tensor x, float cap, int from, int to, Arguments arguments) {
    long first = (long) from * x.columns() * Float.BYTES;
    long count = (long) (to - from) * x.columns();
    cap(x.write().asSlice(first, count * Float.BYTES).address(), count, cap, arguments);
  }

  /** Caps so many float32. */
  void cap(long x, long count, float cap, Arguments arguments) {
    arguments.set(Argument.X, x);
    arguments.set(Argument.COUNT, count);
    arguments.set(Argument.FACTOR, 2 / cap);
    arguments.set(Argument.CAP, cap);
    routine.call(arguments);
  }

  static byte[] assemble(Isa isa) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Vec x = code.v(0);
    Vec d = code.v(1);
    Vec factor = code.v(2);
    Vec cap = code.v(3);
    Exponential exponential = new Exponential(code, code.vectors(4, Exponential.FREE));
    Frame frame = Frame.enter(a);
    a.mov(X, Arguments.at(Argument.X));
    a.vbroadcastss(factor, Arguments.at(Argument.FACTOR));
    a.vbroadcastss(cap, Arguments.at(Argument.CAP));
    new Values(code)
        .forEach(
            Arguments.at(Argument.COUNT),
            lot -> {
              lot.load(x, X);
              a.vmulps(x, x, factor);
              exponential.of(x);
              a.vaddps(x, x, code.floats(1));
              a.vmovaps(d, code.floats(2));
              a.vdivps(x, d, x);
              a.vmovaps(d, code.floats(1));
              a.vsubps(x, d, x);
              a.vmulps(x, x, cap);
              lot.store(X, x);
            });
    frame.leave();
    return a.assemble();
  }
}
