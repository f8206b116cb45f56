package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Vec;
import io.llamajar.kernel.Softplus;
import io.llamajar.tensor.Tensor;

/**
 * {@link Softplus} of many values.
 *
 * <pre>
 * for each value: t = exp(-|x|); s = t / (t + 2); z = s * s
 *   p = fma(fma(fma(P3, z, P2), z, P1), z, P0)
 *   x = fma(s * z, p, s + s) + max(x, 0)
 * </pre>
 */
final class SoftKnee {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int X = 0;
    static final int COUNT = 1;

    private Argument() {}
  }

  private static final Gp X = rsi;

  private final Routine routine;

  SoftKnee(Isa isa) {
    routine = new Routine(isa.label() + "-softplus", () -> assemble(isa));
  }

  /** As {@link io.llamajar.kernel.Recurrences#softplus}. */
  void soften(Tensor x, int from, int to, Arguments arguments) {
    long count = (long) (to - from) * x.columns();
    arguments.setFloats(Argument.X, x.write(), (long) from * x.columns(), count);
    arguments.set(Argument.COUNT, count);
    routine.call(arguments);
  }

  private static byte[] assemble(Isa isa) {
    return VectorCode.assemble(isa, code -> write(code));
  }

  private static void write(VectorCode code) {
    Assembler a = code.a;
    Vec x = code.v(0);
    Vec s = code.v(1);
    Vec z = code.v(2);
    Vec p = code.v(3);
    Exponential exponential = new Exponential(code, code.vectors(4, Exponential.FREE));
    Frame frame = Frame.enter(a);
    a.mov(X, Arguments.at(Argument.X));
    new Values(code)
        .forEach(
            Arguments.at(Argument.COUNT),
            lot -> {
              lot.load(x, X);
              a.vorps(s, x, code.ints(Integer.MIN_VALUE));
              exponential.of(s);
              a.vaddps(p, s, code.floats(2));
              a.vdivps(s, s, p);
              a.vmulps(z, s, s);
              a.vmovaps(p, code.floats(Softplus.P3));
              for (float next : new float[] {Softplus.P2, Softplus.P1, Softplus.P0}) {
                a.vfmadd213ps(p, z, code.floats(next));
              }
              a.vmulps(z, z, s);
              a.vaddps(s, s, s);
              a.vfmadd213ps(p, z, s);
              a.vmaxps(x, x, code.floats(0));
              a.vaddps(x, p, x);
              lot.store(X, x);
            });
    frame.leave();
  }
}
