package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Label;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Operand;
import io.llamajar.asm.Vec;

/**
 * Writes loops over rows of float32 of any length: one or two registers at a time, then what is
 * left, so that nothing beyond it is read or written.
 *
 * <pre>
 * for (index = 0, rest = count; rest >= step; index += step, rest -= step)
 *   body of each register
 * for each register with any of the rest:
 *   mask = element < rest; body, all its loads and stores under the mask
 * </pre>
 *
 * <p>It needs rax, rcx, rdx, the first mask and the last two vector registers for itself.
 */
final class Values {
  private static final Gp INDEX = rax; // in bytes
  private static final Gp REST = rcx;
  private static final Gp HALF_INDEX = rdx;
  static final int MORE = 6; // the predicate of integers

  private final VectorCode code;
  private final Assembler a;
  private final int registers;
  private final Vec rest; // in every element
  private final Vec mask; // without mask registers

  /** Loops that take one register at a time. */
  Values(VectorCode code) {
    this(code, 1);
  }

  /** Loops that take so many registers at a time. */
  Values(VectorCode code, int registers) {
    this.code = code;
    this.a = code.a;
    this.registers = registers;
    this.rest = code.v(code.isa.registers() - 1);
    this.mask = code.v(code.isa.registers() - 2);
  }

  /** What is done with a register's worth of values. */
  interface Body {
    void write(Lot lot);
  }

  /** A loop over so many values; every row begins where the body's registers point to. */
  void forEach(Mem count, Body body) {
    int step = registers * code.isa.lanes();
    Label some = new Label();
    Label end = new Label();
    a.mov(REST, count);
    a.xor(INDEX, INDEX);
    a.sub(REST, step);
    a.jl(some);
    Label next = a.here();
    for (int register = 0; register < registers; register++) {
      body.write(new Lot(register, true));
    }
    a.add(INDEX, step * Float.BYTES);
    a.sub(REST, step);
    a.jge(next);
    a.bind(some);
    a.add(REST, step);
    a.jz(end);
    a.vmovd(rest.bits(128), REST);
    a.vpbroadcastd(rest, rest.bits(128));
    for (int register = 0; register < registers; register++) {
      if (register > 0) {
        a.cmp(REST, register * code.isa.lanes());
        a.jle(end);
      }
      writeMask(register);
      body.write(new Lot(register, false));
    }
    a.bind(end);
  }

  private void writeMask(int register) {
    Operand elements = elements(register, 1);
    if (code.isa.isWide()) {
      a.vpcmpd(k(1), rest, elements, MORE);
    } else {
      a.vpcmpgtd(mask, rest, elements);
    }
  }

  /** The number of the first value of each element, in a row where so many make an element. */
  private Operand elements(int register, int values) {
    int[] numbers = new int[code.isa.lanes()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = register * numbers.length + i * values;
    }
    return code.pattern(numbers);
  }

  /** A register's worth of the values of each row, or less at the end. */
  final class Lot {
    private final int register;
    private final boolean isWhole;

    private Lot(int register, boolean isWhole) {
      this.register = register;
      this.isWhole = isWhole;
    }

    /** Which register of those that are taken at a time. */
    int register() {
      return register;
    }

    private Mem at(Gp row) {
      return mem(row, INDEX, 1, register * code.isa.registerBytes());
    }

    /** Loads values; those that are not there are zero. */
    void load(Vec d, Gp row) {
      if (isWhole) {
        a.vmovups(d, at(row));
      } else if (code.isa.isWide()) {
        a.vmovups(d.zero(k(1)), at(row));
      } else {
        a.vmaskmovps(d, mask, at(row));
      }
    }

    void store(Gp row, Vec s) {
      if (isWhole) {
        a.vmovups(at(row), s);
      } else if (code.isa.isWide()) {
        a.vmovups(at(row).merge(k(1)), s);
      } else {
        a.vmaskmovps(at(row), mask, s);
      }
    }

    private Mem halfAt(Gp row) {
      a.mov(HALF_INDEX, INDEX);
      a.shr(HALF_INDEX, 1);
      return mem(row, HALF_INDEX, 1, register * code.isa.registerBytes() / 2);
    }

    /** Loads half a register from a row that has half as many values. */
    void loadHalf(Vec d, Gp row) {
      Vec half = d.bits(d.bits() / 2);
      Mem at = halfAt(row);
      if (isWhole) {
        a.vmovups(half, at);
      } else if (code.isa.isWide()) {
        a.vpcmpd(k(2), rest, elements(register, 2), MORE);
        a.vmovups(half.zero(k(2)), at);
      } else {
        a.vpcmpgtd(half, rest.bits(128), elements(register, 2));
        a.vmaskmovps(half, half, at);
      }
    }

    /** Stores values as float16, rounded to nearest even; {@code s} is lost. */
    void storeHalves(Gp row, Vec s) {
      Vec halves = s.bits(s.bits() / 2);
      Mem at = halfAt(row);
      if (isWhole) {
        a.vcvtps2ph(at, s, VectorCode.NEAREST);
      } else if (code.isa.isWide()) {
        a.vcvtps2ph(at.merge(k(1)), s, VectorCode.NEAREST);
      } else {
        a.vcvtps2ph(halves, s, VectorCode.NEAREST);
        a.lea(HALF_INDEX, at);
        Label next = a.here(); // only one register at a time gets here
        a.vpextrw(mem(HALF_INDEX), halves, 0);
        a.vpsrldq(halves, halves, Short.BYTES);
        a.add(HALF_INDEX, Short.BYTES);
        a.dec(REST);
        a.jnz(next);
      }
    }
  }
}
