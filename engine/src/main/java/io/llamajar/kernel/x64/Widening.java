package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Vec;
import io.llamajar.gguf.GgmlType;

/**
 * Writes a function that makes float32 of what a cache keeps.
 *
 * <pre>
 * for each 32 numbers: float32 of float16, or scale * lane
 * </pre>
 */
final class Widening {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int SOURCE = 0;
    static final int TARGET = 1;

    /** Numbers / 32. */
    static final int BLOCKS = 2;

    private Argument() {}
  }

  static final int BLOCK = 32;
  private static final int SCALE_BYTES = 2;

  private static final Gp SOURCE = rsi;
  private static final Gp TARGET = rdx;
  private static final Gp BLOCKS = rcx;

  private Widening() {}

  static byte[] assemble(Isa isa, GgmlType type) {
    return VectorCode.assemble(isa, code -> write(code, type));
  }

  private static void write(VectorCode code, GgmlType type) {
    Assembler a = code.a;
    Frame frame = Frame.enter(a);
    a.mov(SOURCE, Arguments.at(Argument.SOURCE));
    a.mov(TARGET, Arguments.at(Argument.TARGET));
    a.mov(BLOCKS, Arguments.at(Argument.BLOCKS));
    Vec scale = code.v(0);
    Vec x = code.v(1);
    Label block = a.here();
    if (type == GgmlType.Q8_0) {
      a.movzx16(rax, mem(SOURCE));
      a.vmovd(scale.bits(128), rax);
      a.vcvtph2ps(scale.bits(128), scale.bits(128));
      a.vbroadcastss(scale, scale.bits(128));
    }
    for (int at = 0; at < BLOCK; at += code.isa.lanes()) {
      if (type == GgmlType.Q8_0) {
        a.vpmovsxbd(x, mem(SOURCE, SCALE_BYTES + at));
        a.vcvtdq2ps(x, x);
        a.vmulps(x, x, scale);
      } else {
        a.vcvtph2ps(x, mem(SOURCE, at * Short.BYTES));
      }
      a.vmovups(mem(TARGET, at * Float.BYTES), x);
    }
    a.add(SOURCE, type.blockBytes() * (BLOCK / type.blockValues()));
    a.add(TARGET, BLOCK * Float.BYTES);
    a.dec(BLOCKS);
    a.jnz(block);
    frame.leave();
  }
}
