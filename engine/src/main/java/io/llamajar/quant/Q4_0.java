package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 32 nibbles, less 8, and a scale: {@code [d:2][q:16]}; low nibbles are the first half. */
final class Q4_0 extends BlockQuant {
  Q4_0() {
    super(GgmlType.Q4_0, 32, 4, 8);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new Bits(2, 4 * s, 4, 0));
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(0);
  }
}
