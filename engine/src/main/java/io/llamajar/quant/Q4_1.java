package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 32 nibbles, a scale and a minimum: {@code [d:2][m:2][q:16]}; low nibbles are the first half. */
final class Q4_1 extends BlockQuant {
  Q4_1() {
    super(GgmlType.Q4_1, 32, 4, 0);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new Bits(4, 4 * s, 4, 0));
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(0);
  }

  @Override
  public boolean hasMinimum() {
    return true;
  }

  @Override
  public Factor minimum(int g) {
    return Factor.at(2);
  }
}
