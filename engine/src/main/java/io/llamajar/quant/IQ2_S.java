package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 32 entries, signs and 16 scales: {@code [d:2][low bits of entries:32][signs:32][high
 * bits:8][scales:8]}.
 */
final class IQ2_S extends BlockQuant {
  IQ2_S() {
    super(GgmlType.IQ2_S, 16, 7, 64);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(
        Entries.of(Codebooks.IQ2_S, entry(s, 0), entry(s, 1)), new BitPerLane(34 + 2 * s, 3));
  }

  private static Whole entry(int s, int i) {
    Bits high = new Bits(66 + s / 2, 4 * (s % 2) + 2 * i, 2, 8);
    return Whole.unsigned(new Bits(2 + 2 * s + i, 0, 8, 0), high);
  }

  @Override
  public List<Integer> table() {
    return Codebooks.IQ2_VALUES;
  }

  @Override
  public Factor scale(int g) {
    Whole number = Whole.unsigned(new Bits(74 + g / 2, g % 2 * 4, 4, 0)).odd();
    return Factor.at(0).times(number).times(1 / 8f);
  }
}
