package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 32 entries with their signs, 16 scales: {@code [d:2][32 * [9 bits, 7 signs]][scales:8]}. */
final class IQ2_XS extends BlockQuant {
  IQ2_XS() {
    super(GgmlType.IQ2_XS, 16, 7, 64);
  }

  @Override
  public List<Part> segment(int s) {
    int words = 2 + 4 * s;
    return List.of(
        Entries.of(
            Codebooks.IQ2_XS, Whole.ofWord(words, 0, 9, 0), Whole.ofWord(words + 2, 0, 9, 0)),
        new EvenBits(words, 9, 25, 3));
  }

  @Override
  public List<Integer> table() {
    return Codebooks.IQ2_VALUES;
  }

  @Override
  public Factor scale(int g) {
    Whole number = Whole.unsigned(new Bits(66 + g / 2, g % 2 * 4, 4, 0)).odd();
    return Factor.at(0).times(number).times(1 / 8f);
  }
}
