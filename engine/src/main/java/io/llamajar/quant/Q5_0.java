package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 32 five-bit numbers, less 16, and a scale: {@code [d:2][high bits:4][q:16]}. */
final class Q5_0 extends BlockQuant {
  Q5_0() {
    super(GgmlType.Q5_0, 32, 5, 16);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new Bits(6, 4 * s, 4, 0), new BitPerLane(2 + 2 * s, 4));
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(0);
  }
}
