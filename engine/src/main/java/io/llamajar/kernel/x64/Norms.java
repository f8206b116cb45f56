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
import java.util.function.Consumer;

/**
 * Means, root-mean-square normalisation, and runs of length 1.
 *
 * <pre>
 * center: for each run:
 *   sums[16] = 0; for each 16 values: sums = sums + x
 *   for each value: y = x - sum of sums / size
 * normalize: for each run:
 *   sums[16] = 0; for each 16 values: sums = fma(x, x, sums)
 *   r = 1 / sqrt(sum of sums / size + epsilon)
 *   for each value: y = (x * r) * gain
 * direct: as normalize, but neither divided by the size nor multiplied with a gain
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

    /** From a run to the next. */
    static final int X_BYTES = 7;

    static final int Y_BYTES = 8;

    private Argument() {}
  }

  private static final Gp X = rsi;
  private static final Gp GAIN = r8;
  private static final Gp Y = r9;
  private static final Gp RUNS = r10;

  private final Routine centering;
  private final Routine normalizing;
  private final Routine directing;

  Norms(Isa isa) {
    centering = new Routine(isa.label() + "-center", () -> assembleCentering(isa));
    normalizing = new Routine(isa.label() + "-normalize", () -> assembleNormalizing(isa, true));
    directing = new Routine(isa.label() + "-direct", () -> assembleNormalizing(isa, false));
  }

  /** As {@link io.llamajar.kernel.Kernels#center}. */
  void center(Tensor x, int size, Tensor y, int from, int to, Arguments arguments) {
    setRuns(x, size, y, from, to, arguments);
    centering.call(arguments);
  }

  /** As {@link io.llamajar.kernel.Kernels#normalize}. */
  void normalize(
      Tensor x, Vector gain, float epsilon, Tensor y, int from, int to, Arguments arguments) {
    setRuns(x, gain.size(), y, from, to, arguments);
    arguments.setFloats(Argument.GAIN, gain.floats(), 0, gain.size());
    arguments.set(Argument.EPSILON, epsilon);
    normalizing.call(arguments);
  }

  private static void setRuns(Tensor x, int size, Tensor y, int from, int to, Arguments arguments) {
    long first = (long) from * x.columns();
    long runs = (long) (to - from) * x.columns() / size;
    arguments.setFloats(Argument.X, x.read(), first, runs * size);
    arguments.setFloats(Argument.Y, y.write(), first, runs * size);
    arguments.set(Argument.RUNS, runs);
    arguments.set(Argument.SIZE, size);
    arguments.set(Argument.DIVISOR, (float) size);
    arguments.set(Argument.X_BYTES, (long) size * Float.BYTES);
    arguments.set(Argument.Y_BYTES, (long) size * Float.BYTES);
  }

  /** Makes rows of length 1: {@code y = x * (1 / sqrt(dot16(x, x) + epsilon))}. */
  void direct(Region x, float epsilon, Region y, Arguments arguments) {
    arguments.set(Argument.X, x.address());
    arguments.set(Argument.Y, y.address());
    arguments.set(Argument.RUNS, x.rows());
    arguments.set(Argument.SIZE, x.columns());
    arguments.set(Argument.EPSILON, epsilon);
    arguments.set(Argument.X_BYTES, x.bytesApart());
    arguments.set(Argument.Y_BYTES, y.bytesApart());
    directing.call(arguments);
  }

  /** What is done with each run. */
  private interface Run {
    void write();
  }

  /** A function that does something with run after run. */
  private static byte[] assemble(VectorCode code, Run forEach) {
    Assembler a = code.a;
    Label end = new Label();
    Frame frame = Frame.enter(a);
    a.mov(X, Arguments.at(Argument.X));
    a.mov(GAIN, Arguments.at(Argument.GAIN));
    a.mov(Y, Arguments.at(Argument.Y));
    a.mov(RUNS, Arguments.at(Argument.RUNS));
    a.test(RUNS, RUNS);
    a.jz(end);
    Label run = a.here();
    forEach.write();
    a.add(X, Arguments.at(Argument.X_BYTES));
    a.add(Y, Arguments.at(Argument.Y_BYTES));
    a.dec(RUNS);
    a.jnz(run);
    a.bind(end);
    frame.leave();
    return a.assemble();
  }

  /**
   * {@code d = sum of} what is added for each register of values: one that is not there is zero.
   */
  private static void writeSum(VectorCode code, Vec d, Vec x, Consumer<Vec> adding) {
    Vec[] sums = code.vectors(0, 16 / code.isa.lanes());
    for (Vec sum : sums) {
      code.zero(sum);
    }
    new Values(code, sums.length)
        .forEach(
            Arguments.at(Argument.SIZE),
            lot -> {
              lot.load(x, X);
              adding.accept(sums[lot.register()]);
            });
    code.sum(d, sums, x);
  }

  private static byte[] assembleCentering(Isa isa) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Vec x = code.v(2);
    Vec mean = code.v(3);
    Mem size = Arguments.at(Argument.SIZE);
    return assemble(
        code,
        () -> {
          writeSum(code, mean, x, sum -> a.vaddps(sum, sum, x));
          a.vdivss(mean.bits(128), mean.bits(128), Arguments.at(Argument.DIVISOR));
          a.vbroadcastss(mean, mean.bits(128));
          new Values(code)
              .forEach(
                  size,
                  lot -> {
                    lot.load(x, X);
                    a.vsubps(x, x, mean);
                    lot.store(Y, x);
                  });
        });
  }

  /** What divides by the size and multiplies with a gain, or neither. */
  private static byte[] assembleNormalizing(Isa isa, boolean hasGain) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Vec x = code.v(2);
    Vec gain = code.v(3);
    Vec r = code.v(4);
    Mem size = Arguments.at(Argument.SIZE);
    return assemble(
        code,
        () -> {
          writeSum(code, r, x, sum -> a.vfmadd231ps(sum, x, x));
          if (hasGain) {
            a.vdivss(r.bits(128), r.bits(128), Arguments.at(Argument.DIVISOR));
          }
          writeInverseRoot(a, r.bits(128), x.bits(128));
          a.vbroadcastss(r, r.bits(128));
          new Values(code)
              .forEach(
                  size,
                  lot -> {
                    lot.load(x, X);
                    a.vmulps(x, x, r);
                    if (hasGain) {
                      lot.load(gain, GAIN);
                      a.vmulps(x, x, gain);
                    }
                    lot.store(Y, x);
                  });
        });
  }

  /** {@code d = 1 / sqrt(d + epsilon)}. */
  private static void writeInverseRoot(Assembler a, Vec d, Vec free) {
    a.vaddss(d, d, Arguments.at(Argument.EPSILON));
    a.vsqrtss(d, d, d);
    a.vmovss(free, mem(a.floats(128, 1)));
    a.vdivss(d, free, d);
  }
}
