package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 256 two-bit numbers in 16 groups: {@code [scales and minimums:16][q:64][d:2][dmin:2]}. */
final class Q2_K extends BlockQuant {
  Q2_K() {
    super(GgmlType.Q2_K, 16, 2, 0);
  }

  @Override
  public List<Part> segment(int s) {
    int quarter = s % 8 / 2; // 32 bytes hold 128 numbers
    return List.of(new Bits(16 + 32 * (s / 8) + 16 * (s % 2), 2 * quarter, 2, 0));
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(80).times(Whole.unsigned(new Bits(g, 0, 4, 0)));
  }

  @Override
  public boolean hasMinimum() {
    return true;
  }

  @Override
  public Factor minimum(int g) {
    return Factor.at(82).times(Whole.unsigned(new Bits(g, 4, 4, 0))).negated();
  }
}
