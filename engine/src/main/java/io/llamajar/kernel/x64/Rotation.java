package io.llamajar.kernel.x64;

import io.llamajar.kernel.Pairing;
import io.llamajar.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Rotary position embedding: whole rows of heads, turned by {@link Turning}. */
final class Rotation {
  /** What the functions are given: where in their {@link Arguments}. */
  static final class Argument {
    static final int X = 0;
    static final int ANGLES = 1;
    static final int ROWS = 2;
    static final int HEADS = 3;
    static final int HEAD_BYTES = 4;
    static final int PAIRS = 5;

    /** What a loop counts: pairs if they are halves, values if they are adjacent. */
    static final int COUNT = 6;

    private Argument() {}
  }

  private final Map<Pairing, Routine> routines = new EnumMap<>(Pairing.class);

  Rotation(Isa isa) {
    for (Pairing pairing : Pairing.values()) {
      String name = isa.label() + "-rotate-" + pairing;
      routines.put(pairing, new Routine(name, () -> Turning.assemble(isa, pairing)));
    }
  }

  /** As {@link io.llamajar.kernel.Kernels#rotate}. */
  void rotate(
      Tensor x,
      Tensor angles,
      int headWidth,
      Pairing pairing,
      int from,
      int to,
      Arguments arguments) {
    int pairs = angles.columns() / 2;
    if (2 * pairs > headWidth || x.columns() < headWidth || x.columns() % headWidth != 0) {
      throw new IllegalArgumentException(
          pairs + " pairs of heads of " + headWidth + " in rows of " + x.columns());
    }
    long columns = x.columns();
    arguments.setFloats(Argument.X, x.write(), from * columns, (to - from) * columns);
    arguments.setFloats(
        Argument.ANGLES, angles.read(), from * 2L * pairs, (to - from) * 2L * pairs);
    arguments.set(Argument.ROWS, to - from);
    arguments.set(Argument.HEADS, columns / headWidth);
    arguments.set(Argument.HEAD_BYTES, (long) headWidth * Float.BYTES);
    arguments.set(Argument.PAIRS, pairs);
    arguments.set(Argument.COUNT, pairing == Pairing.HALVES ? pairs : 2L * pairs);
    Objects.requireNonNull(routines.get(pairing)).call(arguments);
  }
}
