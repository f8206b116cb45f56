package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 128 signs, a set bit for plus, and a scale: {@code [d:2][signs:16]}. */
final class Q1_0 extends BlockQuant {
  Q1_0() {
    super(GgmlType.Q1_0, 32, 2, 1); // 2 or 0, less 1
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new BitPerLane(2 + 2 * s, 1));
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(0);
  }
}
