package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 32 entries of a small codebook with signs, 8 scales: {@code [d:2][8 * [entries:4][28 bits of
 * signs, 4 bits of scale]]}.
 */
final class IQ2_XXS extends BlockQuant {
  IQ2_XXS() {
    super(GgmlType.IQ2_XXS, 32, 7, 64);
  }

  @Override
  public List<Part> segment(int s) {
    int group = 2 + s / 2 * 8; // of 32 lanes, which are two segments
    int entry = group + s % 2 * 2;
    int signs = s % 2 * 14;
    return List.of(
        Entries.of(Codebooks.IQ2_XXS, Whole.ofByte(entry), Whole.ofByte(entry + 1)),
        new EvenBits(group + 4, signs, signs + 7, 3));
  }

  @Override
  public List<Integer> table() {
    return Codebooks.IQ2_VALUES;
  }

  @Override
  public Factor scale(int g) {
    Whole number = Whole.unsigned(new Bits(2 + 8 * g + 7, 4, 4, 0)).odd();
    return Factor.at(0).times(number).times(1 / 8f);
  }
}
