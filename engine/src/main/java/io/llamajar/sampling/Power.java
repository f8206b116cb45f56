package io.llamajar.sampling;

/** Powers that allocate nothing, as the JDK's {@link StrictMath#pow} does: 96 bytes for each. */
final class Power {
  private Power() {}

  /** A power of a base that is 0 or more. */
  static double of(double base, double exponent) {
    return exponent == 0 ? 1 : StrictMath.exp(exponent * StrictMath.log(base));
  }
}
