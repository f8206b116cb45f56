package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 256 nibbles in 8 groups: {@code [d:2][dmin:2][scales and minimums:12][q:128]}. */
final class Q4_K extends BlockQuant {
  Q4_K() {
    super(GgmlType.Q4_K, 32, 4, 0);
  }

  @Override
  public List<Part> segment(int s) {
    int group = s / 2; // 32 bytes hold two groups
    int pairs = 16 + 32 * (group / 2) + 16 * (s % 2);
    return List.of(new Bits(pairs, 4 * (group % 2), 4, 0));
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
