package io.llamajar.kernel;

/**
 * The exponential function in float32: one polynomial in fused multiply-adds, the same on every
 * CPU.
 *
 * <p>{@code exp(x) = 2^n exp(r)} with {@code n = round(x / ln 2)} and {@code |r| <= ln(2)/2}, after
 * Cody and Waite (<i>Software Manual for the Elementary Functions</i>, 1980): ln 2 is split so that
 * {@code n * LN2_HIGH} is exact. On that interval {@code exp(r) = 1 + r + r^2 q(r)}, with {@code q}
 * of degree 4 fitted for the least relative error, 0.05 units in the last place. The power of two
 * is multiplied in two halves, so that subnormal results round once.
 */
public final class Exp {
  /** Above this the result is infinite. */
  public static final float LARGEST = 0x1.62e42ep6f;

  /** Below this the result is zero: less than half of the smallest float. */
  public static final float SMALLEST = -0x1.9fe368p6f;

  // What the steps below need; machine code has it from here.
  public static final float LOG2_E = 0x1.715476p0f;
  public static final float LN2_HIGH = 0x1.62e4p-1f;
  public static final float LN2_LOW = 0x1.7f7d1cp-20f;
  public static final float Q0 = 0x1.fffffcp-2f;
  public static final float Q1 = 0x1.555492p-3f;
  public static final float Q2 = 0x1.5558f2p-5f;
  public static final float Q3 = 0x1.1239e2p-7f;
  public static final float Q4 = 0x1.6a2434p-10f;

  private Exp() {}

  /**
   * {@code e^x} within 1.01 units in the last place over all float32 numbers; NaN for NaN.
   *
   * <p>Step by step: {@code n = round(x * LOG2_E)}, to nearest even; {@code r = fma(n, -LN2_LOW,
   * fma(n, -LN2_HIGH, x))}; {@code q} is {@code Q4}, then {@code fma(q, r, Q3)} and so on to {@code
   * Q0}; {@code p = fma(q, r * r, r) + 1}; the result is {@code (p * 2^h) * 2^(n - h)} with {@code
   * h = floor(n / 2)}.
   */
  public static float exp(float x) {
    if (x > LARGEST) {
      return Float.POSITIVE_INFINITY;
    }
    if (x < SMALLEST) {
      return 0;
    }
    float n = (float) Math.rint(x * LOG2_E);
    float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    float q = Math.fma(Math.fma(Math.fma(Math.fma(Q4, r, Q3), r, Q2), r, Q1), r, Q0);
    float p = Math.fma(q, r * r, r) + 1;
    int power = (int) n;
    int half = power >> 1;
    return p * powerOfTwo(half) * powerOfTwo(power - half);
  }

  private static float powerOfTwo(int exponent) {
    return Float.intBitsToFloat((exponent + 127) << 23);
  }
}
