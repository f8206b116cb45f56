package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Gp;
import io.llamajar.asm.Mem;
import io.llamajar.asm.Vec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Some columns of many rows, as functions take them that go down the rows: a few whole registers,
 * or a part of one.
 *
 * <p>It needs rax at the beginning, and the first mask or the last vector register throughout.
 */
final class Stripe {
  /** How much there is of a row. */
  enum Width {
    /** So many whole registers. */
    WIDE(4),
    /** A whole register. */
    WHOLE(1),
    /** A part of a register: slower by far, where what was just stored is loaded again. */
    PART(1);

    private final int registers;

    Width(int registers) {
      this.registers = registers;
    }

    int registers() {
      return registers;
    }

    /** What to take of so many columns. */
    static Width of(Isa isa, int columns) {
      int registers = columns / isa.lanes();
      return registers >= WIDE.registers ? WIDE : registers > 0 ? WHOLE : PART;
    }

    /** How many of so many columns it takes. */
    int columns(Isa isa, int columns) {
      return Math.min(columns, registers * isa.lanes());
    }

    /** A function for each. */
    static Map<Width, Routine> routines(String name, Function<Width, byte[]> assembler) {
      Map<Width, Routine> routines = new EnumMap<>(Width.class);
      for (Width width : values()) {
        routines.put(width, new Routine(name + "-" + width, () -> assembler.apply(width)));
      }
      return routines;
    }
  }

  private final VectorCode code;
  private final Width width;
  private final Vec mask; // without mask registers

  Stripe(VectorCode code, Width width) {
    this.code = code;
    this.width = width;
    this.mask = code.v(code.isa.registers() - 1);
  }

  /** Learns how many columns there are. */
  void begin(Mem columns) {
    if (width != Width.PART) {
      return;
    }
    int[] elements = new int[code.isa.lanes()];
    Arrays.setAll(elements, i -> i);
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
    if (width != Width.PART) {
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
    if (width != Width.PART) {
      code.a.vmovups(to, s);
    } else if (code.isa.isWide()) {
      code.a.vmovups(to.merge(k(1)), s);
    } else {
      code.a.vmaskmovps(to, mask, s);
    }
  }
}
