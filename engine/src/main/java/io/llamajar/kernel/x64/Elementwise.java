package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Vec;
import io.llamajar.kernel.Routing;
import io.llamajar.kernel.Selection;
import io.llamajar.tensor.Tensor;
import io.llamajar.tensor.Vector;
import java.lang.foreign.MemorySegment;

/**
 * Sums and multiples of rows.
 *
 * <pre>
 * scale: for each value: x = x * factor
 * add:   for each row: for each value: x = fma(delta, factor, x), the same deltas for every row
 * </pre>
 *
 * <p>With a factor of 1 the second is a mere sum: nothing is rounded before it.
 */
final class Elementwise {
  /** What the functions are given: where in their {@link Arguments}. */
  static final class Argument {
    static final int X = 0;
    static final int DELTA = 1;
    static final int ROWS = 2;
    static final int COLUMNS = 3;
    static final int FACTOR = 4;

    private Argument() {}
  }

  private static final Gp X = rsi;
  private static final Gp DELTA = r8;
  private static final Gp ROWS = r9;
  private static final Gp ROW_BYTES = r10;

  private final Routine adding;
  private final Routine scaling;

  Elementwise(Isa isa) {
    adding = new Routine(isa.label() + "-add", () -> assembleAdding(isa));
    scaling = new Routine(isa.label() + "-scale", () -> assembleScaling(isa));
  }

  /** As {@link io.llamajar.kernel.Kernels#add}. */
  void add(Tensor x, Tensor delta, int from, int to, Arguments arguments) {
    long first = (long) from * x.columns();
    long count = (long) (to - from) * x.columns();
    arguments.setFloats(Argument.X, x.write(), first, count);
    arguments.setFloats(Argument.DELTA, delta.read(), first, count);
    add(1, count, 1, arguments);
  }

  /** As {@link io.llamajar.kernel.Kernels#addBias}. */
  void addBias(Tensor x, Vector bias, int from, int to, Arguments arguments) {
    long columns = bias.size();
    arguments.setFloats(Argument.X, x.write(), from * columns, (to - from) * columns);
    arguments.setFloats(Argument.DELTA, bias.floats(), 0, columns);
    add(to - from, columns, 1, arguments);
  }

  /** As {@link io.llamajar.kernel.Kernels#combine}. */
  void combine(
      Routing routing,
      Tensor results,
      Selection selection,
      Tensor y,
      int from,
      int to,
      Arguments arguments) {
    long columns = y.columns();
    MemorySegment out = y.write();
    out.asSlice(from * columns * Float.BYTES, (to - from) * columns * Float.BYTES).fill((byte) 0);
    for (int t = from; t < to; t++) {
      arguments.setFloats(Argument.X, out, t * columns, columns);
      for (int entry = t * routing.used(); entry < (t + 1) * routing.used(); entry++) {
        long row = selection.row(entry);
        arguments.setFloats(Argument.DELTA, results.read(), row * columns, columns);
        add(1, columns, selection.weight(entry), arguments);
      }
    }
  }

  private void add(long rows, long columns, float factor, Arguments arguments) {
    arguments.set(Argument.ROWS, rows);
    arguments.set(Argument.COLUMNS, columns);
    arguments.set(Argument.FACTOR, factor);
    adding.call(arguments);
  }

  /** As {@link io.llamajar.kernel.Kernels#scale}. */
  void scale(Tensor x, float factor, int from, int to, Arguments arguments) {
    long count = (long) (to - from) * x.columns();
    arguments.setFloats(Argument.X, x.write(), (long) from * x.columns(), count);
    arguments.set(Argument.COLUMNS, count);
    arguments.set(Argument.FACTOR, factor);
    scaling.call(arguments);
  }

  static byte[] assembleAdding(Isa isa) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Vec x = code.v(0);
    Vec delta = code.v(1);
    Vec factor = code.v(2);
    Values values = new Values(code);
    Label end = new Label();
    Frame frame = Frame.enter(a);
    a.mov(X, Arguments.at(Argument.X));
    a.mov(DELTA, Arguments.at(Argument.DELTA));
    a.mov(ROW_BYTES, Arguments.at(Argument.COLUMNS));
    a.shl(ROW_BYTES, 2);
    a.vbroadcastss(factor, Arguments.at(Argument.FACTOR));
    a.mov(ROWS, Arguments.at(Argument.ROWS));
    a.test(ROWS, ROWS);
    a.jz(end);
    Label row = a.here();
    values.forEach(
        Arguments.at(Argument.COLUMNS),
        lot -> {
          lot.load(x, X);
          lot.load(delta, DELTA);
          a.vfmadd231ps(x, delta, factor);
          lot.store(X, x);
        });
    a.add(X, ROW_BYTES);
    a.dec(ROWS);
    a.jnz(row);
    a.bind(end);
    frame.leave();
    return a.assemble();
  }

  static byte[] assembleScaling(Isa isa) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Vec x = code.v(0);
    Vec factor = code.v(1);
    Frame frame = Frame.enter(a);
    a.mov(X, Arguments.at(Argument.X));
    a.vbroadcastss(factor, Arguments.at(Argument.FACTOR));
    new Values(code)
        .forEach(
            Arguments.at(Argument.COLUMNS),
            lot -> {
              lot.load(x, X);
              a.vmulps(x, x, factor);
              lot.store(X, x);
            });
    frame.leave();
    return a.assemble();
  }
}
