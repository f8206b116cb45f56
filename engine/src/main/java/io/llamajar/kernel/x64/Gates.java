package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Vec;
import io.llamajar.kernel.Activation;
import io.llamajar.tensor.Tensor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The activations of feed-forward networks.
 *
 * <pre>
 * for each value: gate = g / (1 + exp(-u(g))) * up
 * </pre>
 */
final class Gates {
  /** What the functions are given: where in their {@link Arguments}. */
  static final class Argument {
    static final int GATE = 0;
    static final int UP = 1;
    static final int COUNT = 2;

    private Argument() {}
  }

  private static final Gp GATE = rsi;
  private static final Gp UP = r8;

  private final Map<Activation, Routine> routines = new EnumMap<>(Activation.class);

  Gates(Isa isa) {
    for (Activation activation : Activation.values()) {
      String name = isa.label() + "-" + activation;
      routines.put(activation, new Routine(name, () -> assemble(isa, activation)));
    }
  }

  /** As {@link io.llamajar.kernel.Kernels#gate}. */
  void gate(Activation activation, Tensor gate, Tensor up, int from, int to, Arguments arguments) {
    long first = (long) from * gate.columns();
    long count = (long) (to - from) * gate.columns();
    arguments.setFloats(Argument.GATE, gate.write(), first, count);
    arguments.setFloats(Argument.UP, up.read(), first, count);
    arguments.set(Argument.COUNT, count);
    Objects.requireNonNull(routines.get(activation)).call(arguments);
  }

  static byte[] assemble(Isa isa, Activation activation) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Vec g = code.v(0);
    Vec u = code.v(1);
    Vec up = code.v(2);
    Exponential exponential = new Exponential(code, code.vectors(3, Exponential.FREE));
    Frame frame = Frame.enter(a);
    a.mov(GATE, Arguments.at(Argument.GATE));
    a.mov(UP, Arguments.at(Argument.UP));
    new Values(code)
        .forEach(
            Arguments.at(Argument.COUNT),
            lot -> {
              lot.load(g, GATE);
              writeNegative(code, activation, u, g, up);
              exponential.of(u);
              a.vaddps(u, u, code.floats(1));
              a.vdivps(u, g, u);
              lot.load(up, UP);
              a.vmulps(u, u, up);
              lot.store(GATE, u);
            });
    frame.leave();
    return a.assemble();
  }

  /** {@code d = -u(g)}. */
  private static void writeNegative(
      VectorCode code, Activation activation, Vec d, Vec g, Vec free) {
    switch (activation) {
      case SILU -> code.a.vxorps(d, g, code.ints(Integer.MIN_VALUE));
      case GELU -> {
        code.a.vmulps(free, g, g);
        code.a.vmovaps(d, code.floats(Activation.GELU_CUBE));
        code.a.vfmadd213ps(d, free, code.floats(1));
        code.a.vmulps(free, g, code.floats(Activation.GELU_SCALE));
        code.a.vmulps(d, d, free);
        code.a.vxorps(d, d, code.ints(Integer.MIN_VALUE));
      }
    }
  }
}
