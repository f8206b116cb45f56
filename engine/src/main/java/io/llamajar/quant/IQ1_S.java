package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 32 entries of -1, 0 and 1, and 8 scales and shifts by an eighth: {@code [d:2][low bits of
 * entries:32][8 * [4 * 3 high bits, 3 bits of scale, shift downwards]]}.
 *
 * <p>Lanes are eighths, so that a shift is one: {@code d * number * (entry + 1 / 8)} is {@code d *
 * number / 8 * (8 * entry + 1)}.
 */
final class IQ1_S extends BlockQuant {
  IQ1_S() {
    super(GgmlType.IQ1_S, 32, 5, 16);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(Entries.of(Codebooks.IQ1, entry(s, 0), entry(s, 1)));
  }

  private static Whole entry(int s, int i) {
    int word = 34 + s / 2 * 2;
    return Whole.ofByte(2 + 2 * s + i)
        .with(Whole.ofWord(word, 6 * (s % 2) + 3 * i, 3, 8))
        .with(Whole.ofWord(word, 15, 1, Codebooks.IQ1_SHIFT));
  }

  @Override
  public List<Integer> table() {
    return Codebooks.IQ1_VALUES;
  }

  @Override
  public Factor scale(int g) {
    Whole number = Whole.ofWord(34 + 2 * g, 12, 3, 0).odd();
    return Factor.at(0).times(number).times(1 / 8f);
  }
}
