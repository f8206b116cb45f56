package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.mem;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;

/**
 * The code of one function as it is written: the few steps that instruction sets spell differently
 * are here, all others are the assembler's.
 */
final class VectorCode {
  final Assembler a;
  final Isa isa;

  VectorCode(Assembler a, Isa isa) {
    this.a = a;
    this.isa = isa;
  }

  /** A register of full width. */
  Vec v(int number) {
    return isa.vector(number);
  }

  /** Registers {@code [first, first + count)}. */
  Vec[] vectors(int first, int count) {
    Vec[] vectors = new Vec[count];
    for (int i = 0; i < count; i++) {
      vectors[i] = v(first + i);
    }
    return vectors;
  }

  /** A register's worth of an int32. */
  Mem ints(int value) {
    return pattern(value);
  }

  /** A register's worth of a float32. */
  Mem floats(float value) {
    return pattern(Float.floatToRawIntBits(value));
  }

  /** A register's worth of a byte. */
  Mem bytes(int value) {
    return pattern((value & 0xff) * 0x01010101);
  }

  /** A register's worth of four int32, repeated. */
  Mem pattern(int... four) {
    byte[] bytes = new byte[isa.registerBytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (four[(i / 4) % four.length] >> ((i % 4) * 8));
    }
    return mem(a.constant(bytes));
  }

  void zero(Vec d) {
    a.vpxor(d.bits(isa.isWide() && d.number() > 15 ? 512 : d.bits()), d, d);
  }

  /** {@code d = x * scalar}. */
  void multiply(Vec d, Vec x, Mem scalar) {
    if (isa.isWide()) {
      a.vmulps(d, x, scalar.broadcast());
    } else {
      a.vbroadcastss(d, scalar);
      a.vmulps(d, d, x);
    }
  }

  /** {@code d = x - scalar}; {@code free} may be lost. */
  void subtract(Vec d, Vec x, Mem scalar, Vec free) {
    if (isa.isWide()) {
      a.vsubps(d, x, scalar.broadcast());
    } else {
      a.vbroadcastss(free, scalar);
      a.vsubps(d, x, free);
    }
  }

  /** {@code d += x * scalar}; {@code free} may be lost. */
  void fma(Vec d, Vec x, Mem scalar, Vec free) {
    if (isa.isWide()) {
      a.vfmadd231ps(d, x, scalar.broadcast());
    } else {
      a.vbroadcastss(free, scalar);
      a.vfmadd231ps(d, x, free);
    }
  }
}
