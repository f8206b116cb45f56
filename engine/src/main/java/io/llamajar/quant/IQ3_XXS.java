package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 64 entries of four lanes, signs and 8 scales: {@code [d:2][entries:64][8 * [28 bits of signs, 4
 * bits of scale]]}.
 */
final class IQ3_XXS extends BlockQuant {
  IQ3_XXS() {
    super(GgmlType.IQ3_XXS, 32, 7, 64);
  }

  @Override
  public List<Part> segment(int s) {
    int entry = 2 + 4 * s;
    int signs = s % 2 * 14;
    return List.of(
        Entries.of(
            Codebooks.IQ3_XXS,
            Whole.ofByte(entry),
            Whole.ofByte(entry + 1),
            Whole.ofByte(entry + 2),
            Whole.ofByte(entry + 3)),
        new EvenBits(66 + s / 2 * 4, signs, signs + 7, 3));
  }

  @Override
  public List<Integer> table() {
    return Codebooks.IQ3_XXS_VALUES;
  }

  @Override
  public Factor scale(int g) {
    Whole number = Whole.unsigned(new Bits(66 + 4 * g + 3, 4, 4, 0)).odd();
    return Factor.at(0).times(number).times(1 / 4f);
  }
}
