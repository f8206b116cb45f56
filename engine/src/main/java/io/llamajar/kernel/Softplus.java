package io.llamajar.kernel;

/**
 * {@code ln(1 + exp(x))}, a smooth kind of {@code max(x, 0)}, in fused multiply-adds and one
 * division, the same on every CPU.
 *
 * <p>It is {@code max(x, 0) + ln(1 + t)} with {@code t = exp(-|x|)}, and {@code ln(1 + t) = 2
 * atanh(s)} with {@code s = t / (t + 2)}, at most 1/3. That is {@code 2 s + s^3 p(s^2)}, with
 * {@code p} of degree 3 fitted for the least relative error, 0.08 units in the last place.
 */
public final class Softplus {
  // What the steps below need; machine code has it from here.
  public static final float P0 = 0x1.555502p-1f;
  public static final float P1 = 0x1.99d208p-2f;
  public static final float P2 = 0x1.1ebd0ep-2f;
  public static final float P3 = 0x1.1ed7bep-2f;

  private Softplus() {}

  /**
   * Softplus of {@code x}; NaN for NaN.
   *
   * <p>Step by step: {@code t = exp(-|x|)}; {@code s = t / (t + 2)}; {@code z = s * s}; {@code p}
   * is {@code P3}, then {@code fma(p, z, P2)} and so on to {@code P0}; the result is {@code fma(s *
   * z, p, s + s) + max(x, 0)}.
   */
  public static float softplus(float x) {
    float t = Exp.exp(-Math.abs(x));
    float s = t / (t + 2);
    float z = s * s;
    float p = Math.fma(Math.fma(Math.fma(P3, z, P2), z, P1), z, P0);
    return Math.fma(s * z, p, s + s) + (x > 0 ? x : 0);
  }
}
