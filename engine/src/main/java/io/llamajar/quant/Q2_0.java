package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 64 two-bit numbers, less 1, and a scale: {@code [d:2][q:16]}, four neighbours in a byte. */
final class Q2_0 extends BlockQuant {
  Q2_0() {
    super(GgmlType.Q2_0, 32, 2, 1);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new TwoBitsPerLane(2 + 4 * s));
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(0);
  }
}
