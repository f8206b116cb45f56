package io.llamajar.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpTest {
  /** All float32 with {@code -Dexp.step=1} (about a minute); every 61st otherwise. */
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
