package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 256 three-bit numbers, less 4, in 16 groups: {@code [high bits:32][q:64][scales:12][d:2]}. */
final class Q3_K extends BlockQuant {
  Q3_K() {
    super(GgmlType.Q3_K, 16, 3, 4);
  }

  @Override
  public List<Part> segment(int s) {
    int half = s / 8; // 128 numbers from 32 bytes, and from half the bits of 32 others
    int quarter = s % 8 / 2;
    int low = 32 + 32 * half + 16 * (s % 2);
    int high = 16 * (s % 2);
    return List.of(new Bits(low, 2 * quarter, 2, 0), new Bits(high, 4 * half + quarter, 1, 2));
  }

  /** Eight bytes hold two low nibbles each, the other four the two upper bits of four scales. */
  @Override
  public Factor scale(int g) {
    Bits low = new Bits(96 + g % 8, 4 * (g / 8), 4, 0);
    Bits high = new Bits(104 + g % 4, 2 * (g / 4), 2, 4);
    return Factor.at(108).times(Whole.unsigned(low, high).minus(32));
  }
}
