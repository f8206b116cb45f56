package io.llamajar.kernel.x64;

import static io.llamajar.asm.Registers.k;

import io.llamajar.asm.Assembler;
import io.llamajar.asm.Vec;

/**
 * Writes the steps of the exponential function for a register of float32, as {@code Exp} has them.
 *
 * <pre>
 * n = round(x * LOG2_E)
 * r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x))
 * q = fma(fma(fma(fma(Q4, r, Q3), r, Q2), r, Q1), r, Q0)
 * p = fma(q, r * r, r) + 1
 * x = (p * 2^h) * 2^(n - h), h = floor(n / 2); 0 if x was below SMALLEST, infinity above LARGEST
 * </pre>
 */
final class Exponential {
  /** The registers that it needs besides that of the argument. */
  static final int FREE = 5;

  private static final int NOT_LESS = 5; // true for NaN
  private static final int GREATER = 30; // false for NaN

  private static final float LARGEST = 0x1.62e42ep6f;
  private static final float SMALLEST = -0x1.9fe368p6f;
  private static final float LOG2_E = 0x1.715476p0f;
  private static final float LN2_HIGH = 0x1.62e4p-1f;
  private static final float LN2_LOW = 0x1.7f7d1cp-20f;
  private static final float[] Q = { // from Q3 down to Q0
    0x1.1239e2p-7f, 0x1.5558f2p-5f, 0x1.555492p-3f, 0x1.fffffcp-2f
  };
  private static final float Q4 = 0x1.6a2434p-10f;

  private final VectorCode code;
  private final Vec n;
  private final Vec q;
  private final Vec t;
  private final Vec enough;
  private final Vec tooMuch;

  /** With AVX-512 it uses the masks k6 and k7, else all of the free registers. */
  Exponential(VectorCode code, Vec[] free) {
    this.code = code;
    n = free[0];
    q = free[1];
    t = free[2];
    enough = free[3];
    tooMuch = free[4];
  }

  /** {@code x = e^x}. */
  void of(Vec x) {
    Assembler a = code.a;
    if (code.isa.isWide()) {
      a.vcmpps(k(6), x, code.floats(SMALLEST), NOT_LESS);
      a.vcmpps(k(7), x, code.floats(LARGEST), GREATER);
    } else {
      a.vcmpps(enough, x, code.floats(SMALLEST), NOT_LESS);
      a.vcmpps(tooMuch, x, code.floats(LARGEST), GREATER);
    }
    a.vmulps(n, x, code.floats(LOG2_E));
    a.vroundps(n, n, 0);
    a.vfnmadd231ps(x, n, code.floats(LN2_HIGH));
    a.vfnmadd231ps(x, n, code.floats(LN2_LOW));
    a.vmovups(q, code.floats(Q4));
    for (float next : Q) {
      a.vfmadd213ps(q, x, code.floats(next));
    }
    a.vmulps(t, x, x);
    a.vfmadd213ps(q, t, x);
    a.vaddps(q, q, code.floats(1));
    if (code.isa.isWide()) {
      a.vscalefps(x.zero(k(6)), q, n); // rounds once, as the two halves do
      a.vmovups(x.merge(k(7)), code.floats(Float.POSITIVE_INFINITY));
    } else {
      a.vcvtps2dq(n, n);
      a.vpsrad(t, n, 1);
      a.vpsubd(n, n, t);
      multiplyByPower(t);
      multiplyByPower(n);
      a.vandps(x, q, enough);
      a.vblendvps(x, x, code.floats(Float.POSITIVE_INFINITY), tooMuch);
    }
  }

  private void multiplyByPower(Vec exponent) {
    code.a.vpaddd(exponent, exponent, code.ints(127));
    code.a.vpslld(exponent, exponent, 23);
    code.a.vmulps(q, q, exponent);
  }
}
