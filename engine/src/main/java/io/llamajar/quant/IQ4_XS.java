package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 256 nibbles that number values of {@link IQ4_NL}'s table, in 8 groups: {@code [d:2][high bits of
 * scales:2][low nibbles of scales:4][q:128]}.
 */
final class IQ4_XS extends BlockQuant {
  IQ4_XS() {
    super(GgmlType.IQ4_XS, 32, 8, 128);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new Bits(8 + 16 * (s / 2), 4 * (s % 2), 4, 0));
  }

  @Override
  public List<Integer> table() {
    return IQ4_NL.VALUES;
  }

  @Override
  public Factor scale(int g) {
    Bits low = new Bits(4 + g / 2, 4 * (g % 2), 4, 0);
    Bits high = new Bits(2 + g / 4, 2 * (g % 4), 2, 4);
    return Factor.at(0).times(Whole.unsigned(low, high).minus(32));
  }
}
