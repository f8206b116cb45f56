package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;

/**
 * Root-mean-square normalisation.
 *
 * <pre>
 * for each run:
 *   sums[16] = 0; for each 16 values: sums = fma(x, x, sums)
 *   r = 1 / sqrt(sum of sums / size + epsilon)
 *   for each value: y = (x * r) * gain
 * </pre>
 */
final class Norms {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int X = 0;
    static final int GAIN = 1;
    static final int Y = 2;
    static final int RUNS = 3;
    static final int SIZE = 4;

    /** The size as float32. */
    static final int DIVISOR = 5;

    static final int EPSILON = 6;

    private Argument() {}
  }

  private static final Gp X = rsi;
  private static final Gp GAIN = r8;
  private static final Gp Y = r9;
  private static final Gp RUNS = r10;
  private static final Gp RUN_BYTES = r11;

  private final Routine routine;

  Norms(Isa isa) {
    routine = new Routine(isa.label() + "-normalize", () -> assemble(isa));
  }

  /** As {@link io.llamajar.kernel.Kernels#normalize}. */
  void normalize(
      Tensor x, Vector gain, float epsilon, Tensor y, int from, int to, Arguments arguments) {
    long first = (long) from * x.columns();
    long runs = (long) (to - from) * x.columns() / gain.size();
    arguments.setFloats(Argument.X, x.read(), first, runs * gain.size());
    arguments.setFloats(Argument.GAIN, gain.floats(), 0, gain.size());
    arguments.setFloats(Argument.Y, y.write(), first, runs * gain.size());
    arguments.set(Argument.RUNS, runs);
    arguments.set(Argument.SIZE, gain.size());
    arguments.set(Argument.DIVISOR, (float) gain.size());
    arguments.set(Argument.EPSILON, epsilon);
    routine.call(arguments);
  }

  static byte[] assemble(Isa isa) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Vec[] sums = code.vectors(0, 16 / isa.lanes());
    Vec x = code.v(2);
    Vec gain = code.v(3);
    Vec r = code.v(4);
    Mem size = Arguments.at(Argument.SIZE);
    Label end = new Label();
    Frame frame = Frame.enter(a);
    a.mov(X, Arguments.at(Argument.X));
    a.mov(GAIN, Arguments.at(Argument.GAIN));
    a.mov(Y, Arguments.at(Argument.Y));
    a.mov(RUN_BYTES, size);
    a.shl(RUN_BYTES, 2);
    a.mov(RUNS, Arguments.at(Argument.RUNS));
    a.test(RUNS, RUNS);
    a.jz(end);
    Label run = a.here();
    for (Vec sum : sums) {
      code.zero(sum);
    }
    new Values(code, sums.length)
        .forEach(
            size,
            lot -> {
              lot.load(x, X); // what is not there adds zero to a sum that is not negative
              a.vfmadd231ps(sums[lot.register()], x, x);
            });
    code.sum(r, sums, x);
    writeInverseRoot(a, r.bits(128), x.bits(128));
    a.vbroadcastss(r, r.bits(128));
    new Values(code)
        .forEach(
            size,
            lot -> {
              lot.load(x, X);
              lot.load(gain, GAIN);
              a.vmulps(x, x, r);
              a.vmulps(x, x, gain);
              lot.store(Y, x);
            });
    a.add(X, RUN_BYTES);
    a.add(Y, RUN_BYTES);
    a.dec(RUNS);
    a.jnz(run);
    a.bind(end);
    frame.leave();
    return a.assemble();
  }

  /** {@code d = 1 / sqrt(d / size + epsilon)}. */
  private static void writeInverseRoot(Assembler a, Vec d, Vec free) {
    a.vdivss(d, d, Arguments.at(Argument.DIVISOR));
    a.vaddss(d, d, Arguments.at(Argument.EPSILON));
    a.vsqrtss(d, d, d);
    a.vmovss(free, mem(a.floats(128, 1)));
    a.vdivss(d, free, d);
  }
}
