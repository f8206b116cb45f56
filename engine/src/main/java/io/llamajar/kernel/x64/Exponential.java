package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.k;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Vec;
import io.llamajar.kernel.Exp;

/**
 * Writes the steps of {@link Exp#exp} for a register of values.
 *
 * <pre>
 * n = round(x * LOG2_E); r = x - n * LN2_HIGH - n * LN2_LOW
 * q = (((Q4 * r + Q3) * r + Q2) * r + Q1) * r + Q0
 * d = q * r^2 + r + 1; d = d * 2^n
 * d = infinity where x > LARGEST, 0 where x &lt; SMALLEST
 * </pre>
 *
 * <p>AVX-512 scales by a power of two with one instruction, which rounds once, as two halves do.
 */
final class Exponential {
  /** The registers that it needs besides its operands. */
  static final int FREE = 3;

  private static final int EXPONENT_BIAS = 127;
  private static final int FRACTION_BITS = 23;

  private final VectorCode code;
  private final Assembler a;
  private final Vec n;
  private final Vec r;
  private final Vec free;

  /** Wants {@link #FREE} registers that may be lost; and masks 2 and 3 if there are any. */
  Exponential(VectorCode code, Vec[] free) {
    this.code = code;
    this.a = code.a;
    this.n = free[0];
    this.r = free[1];
    this.free = free[2];
  }

  /** {@code d = exp(x)}; they are different registers. */
  void write(Vec d, Vec x) {
    a.vmulps(n, x, code.floats(Exp.LOG2_E));
    a.vroundps(n, n, VectorCode.NEAREST);
    a.vmovaps(r, x);
    a.vfnmadd231ps(r, n, code.floats(Exp.LN2_HIGH));
    a.vfnmadd231ps(r, n, code.floats(Exp.LN2_LOW));
    a.vmovaps(d, code.floats(Exp.Q4));
    for (float q : new float[] {Exp.Q3, Exp.Q2, Exp.Q1, Exp.Q0}) {
      a.vfmadd213ps(d, r, code.floats(q));
    }
    a.vmulps(free, r, r);
    a.vfmadd213ps(d, free, r);
    a.vaddps(d, d, code.floats(1));
    if (code.isa.isWide()) {
      a.vscalefps(d, d, n);
      a.vcmpps(k(2), x, code.floats(Exp.LARGEST), VectorCode.MORE);
      a.vcmpps(k(3), x, code.floats(Exp.SMALLEST), VectorCode.LESS);
      a.vmovaps(d.merge(k(2)), code.floats(Float.POSITIVE_INFINITY));
      a.vpxor(d.merge(k(3)), d, d);
    } else {
      scale(d);
      a.vcmpps(n, x, code.floats(Exp.LARGEST), VectorCode.MORE);
      a.vcmpps(r, x, code.floats(Exp.SMALLEST), VectorCode.LESS);
      a.vblendvps(d, d, code.floats(Float.POSITIVE_INFINITY), n);
      a.vandnps(d, r, d);
    }
  }

  /** {@code d = d * 2^n}, by half of n and then by the rest. */
  private void scale(Vec d) {
    a.vcvtps2dq(n, n);
    a.vpsrad(free, n, 1);
    a.vpsubd(n, n, free);
    for (Vec power : new Vec[] {free, n}) {
      a.vpaddd(power, power, code.ints(EXPONENT_BIAS));
      a.vpslld(power, power, FRACTION_BITS);
      a.vmulps(d, d, power);
    }
  }
}
