package io.llamajar.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpTest {
  /** All float32 with {@code -Dexp.step=1} (some ten seconds); every 61st otherwise. */
  @Test
  void isWithinTwoUnitsInTheLastPlaceOfTheExactValue() {
    int step = Integer.getInteger("exp.step", 61);
    double worst = 0;
    float worstAt = 0;
    for (int sign = 0; sign <= 1; sign++) {
      int last = Float.floatToIntBits(110f);
      for (int bits = Float.floatToIntBits(0x1p-30f); bits <= last; bits += step) {
        float x = Float.intBitsToFloat(bits | sign << 31);
        double exact = StrictMath.exp(x);
        if (exact > Float.MAX_VALUE) {
          assertThat(Exp.exp(x)).isGreaterThanOrEqualTo(Float.MAX_VALUE);
          continue;
        }
        double error = Math.abs(Exp.exp(x) - exact) / Math.ulp((float) exact);
        if (!(error <= worst)) {
          worst = error;
          worstAt = x;
        }
      }
    }
    assertThat(worst).as("exp(%s)", worstAt).isLessThan(2);
  }

  /** The steps that machine code follows, with the constants that it must have. */
  @Test
  void isComputedByTheStepsThatAreStated() {
    float[] coefficients = {
      0x1.6a2434p-10f, 0x1.1239e2p-7f, 0x1.5558f2p-5f, 0x1.555492p-3f, 0x1.fffffcp-2f
    };
    for (long i = Integer.MIN_VALUE; i <= Integer.MAX_VALUE; i += 16411) {
      float x = Float.intBitsToFloat((int) i);
      if (x >= Exp.SMALLEST && x <= Exp.LARGEST) {
        int n = (int) Math.rint(x * 0x1.715476p0f);
        float r = Math.fma(n, -0x1.7f7d1cp-20f, Math.fma(n, -0x1.62e4p-1f, x));
        float q = 0;
        for (float coefficient : coefficients) {
          q = Math.fma(q, r, coefficient);
        }
        float p = Math.fma(q, r * r, r) + 1;
        int h = Math.floorDiv(n, 2);
        float expected = p * Math.scalb(1f, h) * Math.scalb(1f, n - h);
        assertThat(Exp.exp(x)).as("exp(%s)", x).isEqualTo(expected);
      }
    }
  }

  @Test
  void meetsTheEndsOfItsRange() {
    assertThat(Exp.exp(0)).isEqualTo(1);
    assertThat(Exp.exp(-0f)).isEqualTo(1);
    assertThat(Exp.exp(Float.NaN)).isNaN();
    assertThat(Exp.exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Exp.exp(Float.NEGATIVE_INFINITY)).isZero();
    assertThat(Exp.exp(Exp.LARGEST)).isFinite().isGreaterThan(3.4e38f);
    assertThat(Exp.exp(Math.nextUp(Exp.LARGEST))).isInfinite();
    assertThat(Exp.exp(Exp.SMALLEST)).isEqualTo(Float.MIN_VALUE);
    assertThat(Exp.exp(Math.nextDown(Exp.SMALLEST))).isZero();
  }
}
