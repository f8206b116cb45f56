package io.llamajar.quant;

/**
 * The head that Q4_K and Q5_K share: {@code [d:2][dmin:2][12 bytes]}, from which come eight scales
 * {@code d * s} and eight minimums {@code -(dmin * m)}.
 *
 * <p>The 12 bytes hold eight 6-bit {@code s} and eight 6-bit {@code m}: bytes 0-3 are s0-s3 in
 * their low six bits, bytes 4-7 are m0-m3, and bytes 8-11 hold the low nibbles of s4-s7 and m4-m7,
 * whose two upper bits are the two upper bits of bytes 0-3 and 4-7.
 */
final class ScaleMin {
  private ScaleMin() {}

  static Factor scale(int g) {
    return Factor.at(0).times(number(g, 4, 0));
  }

  static Factor minimum(int g) {
    return Factor.at(2).times(number(g, 8, 4)).negated();
  }

  /**
   * Number {@code g} of those that begin at {@code from}; {@code nibble} is where its low bits lie.
   */
  private static Whole number(int g, int from, int nibble) {
    return g < 4
        ? Whole.unsigned(new Bits(from + g, 0, 6, 0))
        : Whole.unsigned(new Bits(8 + g, nibble, 4, 0), new Bits(from + g - 4, 6, 2, 4));
  }
}
