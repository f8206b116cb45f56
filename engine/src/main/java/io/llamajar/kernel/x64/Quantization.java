package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Frame;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import io.llamajar.tensor.Quantized;
import io.llamajar.tensor.Tensor;

/**
 * Activations as lines of 8-bit lanes.
 *
 * <pre>
 * for each line:
 *   largest = max |x|
 *   (inverse, scale) = (127 / largest, largest / 127), or zeros if largest &lt; TINY
 *   lanes = round(x * inverse)
 *   head = fma((1, a, b, a + b, a, b, a + b, 0), (scale, 128, 128, 128, scale, scale, scale, 0),
 *              (0, 12582912, 12582912, 12582912, 0, 0, 0, 0)), a and b the halves' sums of lanes
 * </pre>
 */
final class Quantization {
  /** What the function is given: where in its {@link Arguments}. */
  static final class Argument {
    static final int X = 0;
    static final int LINES = 1;
    static final int COUNT = 2;

    private Argument() {}
  }

  private static final Gp X = rsi;
  private static final Gp LINE = r8;
  private static final Gp COUNT = rcx;

  private final Routine routine;

  Quantization(Isa isa) {
    routine = new Routine(isa.label() + "-quantize", () -> assemble(isa));
  }

  /** As {@link io.llamajar.kernel.Kernels#quantize}. */
  void quantize(Tensor x, int from, int to, Arguments arguments) {
    long first = (long) from * x.columns() / Quantized.BLOCK;
    long count = (long) to * x.columns() / Quantized.BLOCK - first;
    arguments.setFloats(Argument.X, x.read(), first * Quantized.BLOCK, count * Quantized.BLOCK);
    arguments.set(
        Argument.LINES, x.quantized().blocks(), first * Quantized.LINE, count * Quantized.LINE);
    arguments.set(Argument.COUNT, count);
    routine.call(arguments);
  }

  static byte[] assemble(Isa isa) {
    Assembler a = new Assembler();
    VectorCode code = new VectorCode(a, isa);
    Rounding rounding = new Rounding(code);
    Vec scales = ymm(6);
    Vec lanes = ymm(7);
    Label end = new Label();
    Frame frame = Frame.enter(a);
    a.mov(X, Arguments.at(Argument.X));
    a.mov(LINE, Arguments.at(Argument.LINES));
    a.mov(COUNT, Arguments.at(Argument.COUNT));
    a.test(COUNT, COUNT);
    a.jz(end);
    Label line = a.here();
    rounding.load(X);
    rounding.largest(scales.bits(128));
    writeScales(a, scales.bits(128), xmm(4), xmm(5));
    a.vbroadcastss(code.v(8), scales.bits(128));
    rounding.lanes(lanes, code.v(8));
    a.vpermilps(scales.bits(128), scales.bits(128), 0x55);
    a.vbroadcastss(scales, scales.bits(128));
    a.vmovdqu(mem(LINE, Quantized.LANES), lanes);
    writeHead(a, scales, lanes);
    a.vmovups(mem(LINE, Quantized.SCALE), lanes);
    a.add(X, Quantized.BLOCK * Float.BYTES);
    a.add(LINE, Quantized.LINE);
    a.dec(COUNT);
    a.jnz(line);
    a.bind(end);
    frame.leave();
    return a.assemble();
  }

  /** From the largest magnitude in all elements: {@code d = (inverse, scale, ...)}. */
  private static void writeScales(Assembler a, Vec d, Vec free, Vec second) {
    Mem most = mem(a.floats(128, 127));
    a.vcmpps(second, d, mem(a.floats(128, Quantized.TINY)), VectorCode.AT_LEAST);
    a.vmovaps(free, most);
    a.vpblendd(free, free, d, 0b0010); // divide both ways at once
    a.vpblendd(d, d, most, 0b0010);
    a.vdivps(d, free, d);
    a.vandps(d, d, second);
  }

  /** Makes {@code lanes} what a line has before them. */
  private static void writeHead(Assembler a, Vec scales, Vec lanes) {
    Vec swapped = ymm(4);
    Vec all = ymm(5);
    a.vmovdqu(swapped, mem(a.bytes(256, 1)));
    a.vpmaddubsw(lanes, swapped, lanes);
    a.vpmaddwd(lanes, lanes, mem(a.ints(256, 0x00010001)));
    a.vpshufd(swapped, lanes, 0x4e);
    a.vpaddd(lanes, lanes, swapped);
    a.vpshufd(swapped, lanes, 0xb1);
    a.vpaddd(lanes, lanes, swapped); // (a, a, a, a, b, b, b, b)
    a.vpermq(swapped, lanes, 0x4e); // (b, b, b, b, a, a, a, a)
    a.vpaddd(all, lanes, swapped);
    a.vpblendd(lanes, lanes, swapped, 0b0001_0100);
    a.vpblendd(lanes, lanes, all, 0b0100_1000);
    a.vpblendd(lanes, lanes, mem(a.ints(256, 1, 0, 0, 0, 0, 0, 0, 0)), 0b1000_0001);
    a.vcvtdq2ps(lanes, lanes);
    float zero = Quantized.EXCESS_ZERO;
    a.vpblendd(scales, scales, mem(a.floats(256, 0, zero, zero, zero, 0, 0, 0, 0)), 0b1000_1110);
    float one = Quantized.EXCESS;
    a.vfmadd213ps(lanes, scales, mem(a.floats(256, 0, one, one, one, 0, 0, 0, 0)));
  }
}
