package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Gp;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;

/**
 * Some columns of many rows, as functions take them that go down the rows: a few whole registers,
 * or one of which only some elements are there.
 *
 * <p>It needs rax at the beginning, and the first mask or the last vector register throughout.
 */
final class Stripe {
  /** How many registers a wide one has. */
  static final int WIDE = 4;

  private final VectorCode code;
  private final int registers;
  private final Vec mask; // without mask registers

  /** One of whole registers if they are several, else of one that need not be whole. */
  Stripe(VectorCode code, int registers) {
    this.code = code;
    this.registers = registers;
    this.mask = code.v(code.isa.registers() - 1);
  }

  /** How many columns to take together where so many are left. */
  static int columns(Isa isa, int left) {
    int wide = WIDE * isa.lanes();
    return left >= wide ? wide : Math.min(left, isa.lanes());
  }

  /** Learns how many columns there are. */
  void begin(Mem columns) {
    if (registers > 1) {
      return;
    }
    int[] elements = new int[code.isa.lanes()];
    java.util.Arrays.setAll(elements, i -> i);
    code.a.mov(rax, columns);
    code.a.vmovd(mask.bits(128), rax);
    code.a.vpbroadcastd(mask, mask.bits(128));
    if (code.isa.isWide()) {
      code.a.vpcmpd(k(1), mask, code.pattern(elements), Values.MORE);
    } else {
      code.a.vpcmpgtd(mask, mask, code.pattern(elements));
    }
  }

  private int at(int register) {
    return register * code.isa.registerBytes();
  }

  /** Loads a register's worth of a row; what is not there is zero. */
  void load(Vec d, int register, Gp row) {
    load(d, mem(row, at(register)));
  }

  /** Loads a register's worth of a row that begins some bytes after an address. */
  void load(Vec d, int register, Gp address, Gp bytes) {
    load(d, mem(address, bytes, 1, at(register)));
  }

  private void load(Vec d, Mem from) {
    if (registers > 1) {
      code.a.vmovups(d, from);
    } else if (code.isa.isWide()) {
      code.a.vmovups(d.zero(k(1)), from);
    } else {
      code.a.vmaskmovps(d, mask, from);
    }
  }

  void store(Gp row, int register, Vec s) {
    store(mem(row, at(register)), s);
  }

  void store(Gp address, Gp bytes, int register, Vec s) {
    store(mem(address, bytes, 1, at(register)), s);
  }

  private void store(Mem to, Vec s) {
    if (registers > 1) {
      code.a.vmovups(to, s);
    } else if (code.isa.isWide()) {
      code.a.vmovups(to.merge(k(1)), s);
    } else {
      code.a.vmaskmovps(to, mask, s);
    }
  }
}
