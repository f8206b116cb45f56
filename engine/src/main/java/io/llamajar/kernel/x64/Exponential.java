package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.k;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Mask;
import io.llamajar.asm.Vec;
import io.llamajar.kernel.Exp;

/**
 * Writes the steps of {@link Exp#exp} for a register of values.
 *
 * <pre>
 * n = round(x * LOG2_E)
 * r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x))
 * q = fma(fma(fma(fma(Q4, r, Q3), r, Q2), r, Q1), r, Q0)
 * p = fma(q, r * r, r) + 1
 * x = p * 2^n; 0 if x was below SMALLEST, infinity above LARGEST
 * </pre>
 *
 * <p>AVX-512 has an instruction for {@code p * 2^n}, which rounds once, as the two halves of plain
 * Java do.
 */
final class Exponential {
  /** The registers that it needs besides that of the argument. */
  static final int FREE = 5;

  private static final Mask TOO_SMALL = k(6);
  private static final Mask TOO_LARGE = k(7);
  private static final int EXPONENT_BIAS = 127;
  private static final int FRACTION_BITS = 23;

  private final VectorCode code;
  private final Vec n;
  private final Vec q;
  private final Vec t;
  private final Vec tooSmall;
  private final Vec tooLarge;

  /** With AVX-512 it uses the masks k6 and k7, else all of the free registers. */
  Exponential(VectorCode code, Vec[] free) {
    this.code = code;
    n = free[0];
    q = free[1];
    t = free[2];
    tooSmall = free[3];
    tooLarge = free[4];
  }

  /** {@code x = e^x}. */
  void of(Vec x) {
    Assembler a = code.a;
    if (code.isa.isWide()) {
      a.vcmpps(TOO_SMALL, x, code.floats(Exp.SMALLEST), VectorCode.LESS);
      a.vcmpps(TOO_LARGE, x, code.floats(Exp.LARGEST), VectorCode.MORE);
    } else {
      a.vcmpps(tooSmall, x, code.floats(Exp.SMALLEST), VectorCode.LESS);
      a.vcmpps(tooLarge, x, code.floats(Exp.LARGEST), VectorCode.MORE);
    }
    a.vmulps(n, x, code.floats(Exp.LOG2_E));
    a.vroundps(n, n, VectorCode.NEAREST);
    a.vfnmadd231ps(x, n, code.floats(Exp.LN2_HIGH));
    a.vfnmadd231ps(x, n, code.floats(Exp.LN2_LOW));
    a.vmovaps(q, code.floats(Exp.Q4));
    for (float next : new float[] {Exp.Q3, Exp.Q2, Exp.Q1, Exp.Q0}) {
      a.vfmadd213ps(q, x, code.floats(next));
    }
    a.vmulps(t, x, x);
    a.vfmadd213ps(q, t, x);
    a.vaddps(q, q, code.floats(1));
    if (code.isa.isWide()) {
      a.vscalefps(x, q, n);
      a.vpxor(x.merge(TOO_SMALL), x, x);
      a.vmovaps(x.merge(TOO_LARGE), code.floats(Float.POSITIVE_INFINITY));
    } else {
      a.vcvtps2dq(n, n);
      a.vpsrad(t, n, 1);
      a.vpsubd(n, n, t);
      multiplyByPower(t);
      multiplyByPower(n);
      a.vandnps(x, tooSmall, q);
      a.vblendvps(x, x, code.floats(Float.POSITIVE_INFINITY), tooLarge);
    }
  }

  /** {@code q = q * 2^exponent}, which is lost. */
  private void multiplyByPower(Vec exponent) {
    code.a.vpaddd(exponent, exponent, code.ints(EXPONENT_BIAS));
    code.a.vpslld(exponent, exponent, FRACTION_BITS);
    code.a.vmulps(q, q, exponent);
  }
}
