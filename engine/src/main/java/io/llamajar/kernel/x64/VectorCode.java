package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.mem;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Operand;
import io.llamajar.asm.Vec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The code of one function as it is written: the few steps that instruction sets spell differently
 * are here, all others are the assembler's.
 */
final class VectorCode {
  /** How {@code vroundps} and {@code vcvtps2ph} round: to nearest even. */
  static final int NEAREST = 0;

  // Predicates of vcmpps; all are false for NaN.
  static final int LESS = 17;
  static final int AT_LEAST = 29;
  static final int MORE = 30;
  static final int NO_NAN = 7;

  private static final int SWAPPED_PAIRS = 0x4e;
  private static final int SWAPPED_NEIGHBOURS = 0xb1;

  final Assembler a;
  final Isa isa;

  private final Rehearsal rehearsal;
  private final boolean rehearsed;
  private final Map<List<Integer>, Vec> kept = new HashMap<>(); // by constant

  /** Assembles a function that is written once. */
  static byte[] assemble(Isa isa, Consumer<VectorCode> function) {
    Assembler a = new Assembler();
    function.accept(new VectorCode(a, isa));
    return a.assemble();
  }

  /** Code that is written once. */
  VectorCode(Assembler a, Isa isa) {
    this(a, isa, new Rehearsal(), false);
  }

  /** Code that is written for the first or second time. */
  VectorCode(Assembler a, Isa isa, Rehearsal rehearsal, boolean rehearsed) {
    this.a = a;
    this.isa = isa;
    this.rehearsal = rehearsal;
    this.rehearsed = rehearsed;
  }

  Rehearsal rehearsal() {
    return rehearsal;
  }

  /** Whether the rehearsal is over, and says what is needed. */
  boolean isRehearsed() {
    return rehearsed;
  }

  /** Keeps the constants that are used most in registers, from here on. */
  void keepConstants(Vec... registers) {
    if (rehearsed) {
      List<List<Integer>> constants = rehearsal.mostUsed(registers.length);
      for (int i = 0; i < constants.size(); i++) {
        a.vmovdqa(registers[i], mem(constant(constants.get(i))));
        kept.put(constants.get(i), registers[i]);
      }
    }
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
  Operand ints(int value) {
    return pattern(value);
  }

  /** A register's worth of a float32. */
  Operand floats(float value) {
    return pattern(Float.floatToRawIntBits(value));
  }

  /** A register's worth of a byte. */
  Operand bytes(int value) {
    return pattern((value & 0xff) * 0x01010101);
  }

  /** A register's worth of some int32, repeated. */
  Operand pattern(int... some) {
    List<Integer> constant = Arrays.stream(some).boxed().toList();
    rehearsal.use(constant);
    Vec register = kept.get(constant);
    return register != null ? register : mem(constant(constant));
  }

  /** The same in a register: {@code d}, if it is not kept in another one. */
  Vec register(Vec d, int... some) {
    return switch (pattern(some)) {
      case Vec kept -> kept;
      case Mem memory -> {
        a.vmovdqu(d, memory);
        yield d;
      }
    };
  }

  private Label constant(List<Integer> some) {
    byte[] bytes = new byte[isa.registerBytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (some.get((i / 4) % some.size()) >> ((i % 4) * 8));
    }
    return a.constant(bytes);
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

  /** Makes the first four elements of {@code x} the largest of all; {@code free} may be lost. */
  void largest(Vec x, Vec free) {
    Vec eight = x.bits(256);
    Vec four = x.bits(128);
    if (isa.isWide()) {
      a.vextractf64x4(free.bits(256), x, 1);
      a.vmaxps(eight, eight, free.bits(256));
    }
    a.vextractf128(free.bits(128), eight, 1);
    a.vmaxps(four, four, free.bits(128));
    a.vpermilps(free.bits(128), four, SWAPPED_PAIRS);
    a.vmaxps(four, four, free.bits(128));
    a.vpermilps(free.bits(128), four, SWAPPED_NEIGHBOURS);
    a.vmaxps(four, four, free.bits(128));
  }

  /**
   * {@code d = the sum of 16 partial sums} in its first element, as {@code sum16} has it.
   *
   * @param sums the partial sums in order, in as many registers as they fill
   * @param free may be lost, as the sums are
   */
  void sum(Vec d, Vec[] sums, Vec free) {
    Vec eight = d.bits(256);
    Vec four = d.bits(128);
    if (isa.isWide()) {
      a.vextractf64x4(free.bits(256), sums[0], 1);
      a.vaddps(eight, sums[0].bits(256), free.bits(256));
    } else {
      a.vaddps(eight, sums[0], sums[1]);
    }
    a.vextractf128(free.bits(128), eight, 1);
    a.vaddps(four, four, free.bits(128));
    a.vmovhlps(free.bits(128), four, four);
    a.vaddps(four, four, free.bits(128));
    a.vmovshdup(free.bits(128), four);
    a.vaddss(four, four, free.bits(128));
  }
}
