package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 256 five-bit numbers in 8 groups: {@code [d:2][dmin:2][scales:12][high bits:32][q:128]}. */
final class Q5_K extends BlockQuant {
  Q5_K() {
    super(GgmlType.Q5_K, 32, 5, 0);
  }

  @Override
  public List<Part> segment(int s) {
    int group = s / 2; // 32 bytes hold two groups, and one bit of 32 others is each of eight
    int pairs = 48 + 32 * (group / 2) + 16 * (s % 2);
    int tops = 16 + 16 * (s % 2);
    return List.of(new Bits(pairs, 4 * (group % 2), 4, 0), new Bits(tops, group, 1, 4));
  }

  @Override
  public Factor scale(int g) {
    return ScaleMin.scale(g);
  }

  @Override
  public boolean hasMinimum() {
    return true;
  }

  @Override
  public Factor minimum(int g) {
    return ScaleMin.minimum(g);
  }
}
