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
 * for each value: gate = activation(gate) * up, or x = activation(x)
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

  private final Map<Activation, Routine> gating = new EnumMap<>(Activation.class);
  private final Map<Activation, Routine> alone = new EnumMap<>(Activation.class);

  Gates(Isa isa) {
    for (Activation activation : Activation.values()) {
      String name = isa.label() + "-" + activation;
      gating.put(activation, new Routine(name + "-gate", () -> assemble(isa, activation, true)));
      alone.put(activation, new Routine(name, () -> assemble(isa, activation, false)));
    }
  }

  /** As {@link io.llamajar.kernel.Kernels#gate}. */
  void gate(Activation activation, Tensor gate, Tensor up, int from, int to, Arguments arguments) {
    long first = (long) from * gate.columns();
    long count = (long) (to - from) * gate.columns();
    arguments.setFloats(Argument.GATE, gate.write(), first, count);
    arguments.setFloats(Argument.UP, up.read(), first, count);
    arguments.set(Argument.COUNT, count);
    Objects.requireNonNull(gating.get(activation)).call(arguments);
  }

  /** As {@link io.llamajar.kernel.Kernels#activate}. */
  void activate(Activation activation, Tensor x, int from, int to, Arguments arguments) {
    long count = (long) (to - from) * x.columns();
    arguments.setFloats(Argument.GATE, x.write(), (long) from * x.columns(), count);
    arguments.set(Argument.COUNT, count);
    Objects.requireNonNull(alone.get(activation)).call(arguments);
  }

  private static byte[] assemble(Isa isa, Activation activation, boolean gates) {
    return VectorCode.assemble(isa, code -> write(code, activation, gates));
  }

  private static void write(VectorCode code, Activation activation, boolean gates) {
    Assembler a = code.a;
    Vec x = code.v(0);
    Vec y = code.v(1);
    Vec up = code.v(2);
    Exponential exponential = new Exponential(code, code.vectors(3, Exponential.FREE));
    Frame frame = Frame.enter(a);
    a.mov(GATE, Arguments.at(Argument.GATE));
    if (gates) {
      a.mov(UP, Arguments.at(Argument.UP));
    }
    new Values(code)
        .forEach(
            Arguments.at(Argument.COUNT),
            lot -> {
              lot.load(x, GATE);
              writeActivation(code, activation, exponential);
              if (gates) {
                lot.load(up, UP);
                writeClamp(code, activation, up);
                a.vmulps(y, y, up);
              }
              lot.store(GATE, y);
            });
    frame.leave();
  }

  /** Register 1 becomes the activation of register 0, which is lost as is register 2. */
  private static void writeActivation(
      VectorCode code, Activation activation, Exponential exponential) {
    Assembler a = code.a;
    Vec x = code.v(0);
    Vec y = code.v(1);
    Vec free = code.v(2);
    switch (activation) {
      case SILU, SIGMOID -> a.vxorps(y, x, code.ints(Integer.MIN_VALUE));
      case GELU -> {
        a.vmulps(free, x, x);
        a.vmovaps(y, code.floats(Activation.GELU_CUBE));
        a.vfmadd213ps(y, free, code.floats(1));
        a.vmulps(free, x, code.floats(Activation.GELU_SCALE));
        a.vmulps(y, y, free);
        a.vxorps(y, y, code.ints(Integer.MIN_VALUE));
      }
      case CLAMPED_SILU -> {
        a.vminps(x, x, code.floats(Activation.CLAMP));
        a.vmulps(y, x, code.floats(Activation.CLAMPED_SCALE));
        a.vxorps(y, y, code.ints(Integer.MIN_VALUE));
      }
      case RELU -> {
        a.vmaxps(y, x, code.floats(0));
        return;
      }
      case RELU_SQUARED -> {
        a.vmaxps(x, x, code.floats(0));
        a.vmulps(y, x, x);
        return;
      }
    }
    exponential.of(y);
    a.vaddps(y, y, code.floats(1));
    if (activation == Activation.SIGMOID) {
      a.vmovaps(x, code.floats(1));
    }
    a.vdivps(y, x, y);
  }

  private static void writeClamp(VectorCode code, Activation activation, Vec up) {
    if (activation == Activation.CLAMPED_SILU) {
      code.a.vmaxps(up, up, code.floats(-Activation.CLAMP));
      code.a.vminps(up, up, code.floats(Activation.CLAMP));
      code.a.vaddps(up, up, code.floats(1));
    }
  }
}
