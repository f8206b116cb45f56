package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 64 entries of four lanes, signs and 8 scales: {@code [d:2][low bits of entries:64][high
 * bits:8][signs:32][scales:4]}.
 */
final class IQ3_S extends BlockQuant {
  IQ3_S() {
    super(GgmlType.IQ3_S, 32, 5, 16);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(
        Entries.of(Codebooks.IQ3_S, entry(s, 0), entry(s, 1), entry(s, 2), entry(s, 3)),
        new BitPerLane(74 + 2 * s, 3));
  }

  private static Whole entry(int s, int i) {
    Bits high = new Bits(66 + s / 2, 4 * (s % 2) + i, 1, 8);
    return Whole.unsigned(new Bits(2 + 4 * s + i, 0, 8, 0), high);
  }

  @Override
  public List<Integer> table() {
    return Codebooks.IQ3_S_VALUES;
  }

  @Override
  public Factor scale(int g) {
    Whole number = Whole.unsigned(new Bits(106 + g / 2, g % 2 * 4, 4, 0)).odd();
    return Factor.at(0).times(number);
  }
}
