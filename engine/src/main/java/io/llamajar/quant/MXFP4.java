package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 32 floating-point numbers of four bits, and a power of two: {@code [e:1][q:16]}; low nibbles are
 * the first half.
 *
 * <p>Source: OCP Microscaling Formats, sections 5.3 and 5.4.
 */
final class MXFP4 extends BlockQuant {
  /** Numbers with a sign, two bits of exponent and one of mantissa, doubled to be integers. */
  static final List<Integer> VALUES =
      List.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);

  MXFP4() {
    super(GgmlType.MXFP4, 32, 5, 12);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new Bits(1, 4 * s, 4, 0));
  }

  @Override
  public List<Integer> table() {
    return VALUES;
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(0, Factor.Format.E8M0);
  }
}
