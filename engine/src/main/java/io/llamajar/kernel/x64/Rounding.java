package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.*;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Gp;
import io.llamajar.asm.Mask;
import io.llamajar.asm.Vec;
import io.llamajar.tensor.Quantized;

/**
 * Writes the steps from 32 values to 8-bit lanes: find the largest magnitude, and multiply by what
 * makes it 127.
 *
 * <p>The maximum's and the conversion's way with NaN is used: {@code vmaxps(a, b)} is b if one of
 * them is NaN, so that it is passed over; a product that is NaN is masked to zero.
 */
final class Rounding {
  private static final int MAGNITUDE = 0x7fffffff;
  private static final Mask NUMBERS = k(1);

  private final VectorCode code;
  private final Assembler a;
  private final Vec[] values;
  private final Vec free;
  private final Vec second;

  /** Needs the first six registers, and a mask, for itself. */
  Rounding(VectorCode code) {
    this.code = code;
    this.a = code.a;
    this.values = code.vectors(0, Quantized.BLOCK / code.isa.lanes());
    this.free = code.v(4);
    this.second = code.v(5);
  }

  /** Loads the values. */
  void load(Gp from) {
    for (int i = 0; i < values.length; i++) {
      a.vmovups(values[i], mem(from, i * code.isa.registerBytes()));
    }
  }

  /** Makes all four elements of {@code d} the largest magnitude. */
  void largest(Vec d) {
    Vec all = d.bits(code.isa.registerBytes() * Byte.SIZE);
    code.zero(all);
    for (Vec value : values) {
      a.vandps(free, value, code.ints(MAGNITUDE));
      a.vmaxps(all, free, all);
    }
    code.largest(all, free);
  }

  /** Makes 32 bytes of {@code d} the lanes: values times a factor, which all elements hold. */
  void lanes(Vec d, Vec factor) {
    for (Vec value : values) {
      a.vmulps(value, value, factor);
      if (code.isa.isWide()) {
        a.vcmpps(NUMBERS, value, value, VectorCode.NO_NAN);
        a.vcvtps2dq(value.zero(NUMBERS), value);
      } else {
        a.vcmpps(free, value, value, VectorCode.NO_NAN);
        a.vcvtps2dq(value, value);
        a.vpand(value, value, free);
      }
    }
    if (code.isa.isWide()) {
      a.vpmovdb(d.bits(128), values[0]);
      a.vpmovdb(free.bits(128), values[1]);
      a.vinserti128(d, d, free.bits(128), 1);
    } else {
      a.vpackssdw(free, values[0], values[1]);
      a.vpackssdw(second, values[2], values[3]);
      a.vpacksswb(free, free, second);
      a.vmovdqu(second, code.pattern(0, 4, 1, 5, 2, 6, 3, 7)); // packed within 16 bytes each
      a.vpermd(d, second, free);
    }
  }
}
