package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 32 five-bit numbers, a scale and a minimum: {@code [d:2][m:2][high bits:4][q:16]}. */
final class Q5_1 extends BlockQuant {
  Q5_1() {
    super(GgmlType.Q5_1, 32, 5, 0);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new Bits(8, 4 * s, 4, 0), new BitPerLane(4 + 2 * s, 4));
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
