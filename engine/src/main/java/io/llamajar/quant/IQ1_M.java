package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 32 entries of -1, 0 and 1 with their shifts by an eighth, and 16 scales: {@code [low bits of
 * entries:32][nibbles of 3 high bits and a shift downwards:16][4 * [4 * 3 bits of scale, 4 bits of
 * d]]}. Lanes are eighths, as those of {@link IQ1_S}.
 */
final class IQ1_M extends BlockQuant {
  IQ1_M() {
    super(GgmlType.IQ1_M, 16, 5, 16);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(Entries.of(Codebooks.IQ1, entry(s, 0), entry(s, 1)));
  }

  private static Whole entry(int s, int i) {
    return Whole.unsigned(new Bits(2 * s + i, 0, 8, 0), new Bits(32 + s, 4 * i, 4, 8));
  }

  @Override
  public List<Integer> table() {
    return Codebooks.IQ1_VALUES;
  }

  @Override
  public Factor scale(int g) {
    Whole number = Whole.ofWord(48 + g / 4 * 2, g % 4 * 3, 3, 0).odd();
    return Factor.at(48, Factor.Format.SPREAD_HALF).times(number).times(1 / 8f);
  }
}
