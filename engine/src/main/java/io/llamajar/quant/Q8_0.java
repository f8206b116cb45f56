package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 32 signed bytes and a half-precision scale: {@code [d:2][q:32]}. */
final class Q8_0 extends BlockQuant {
  Q8_0() {
    super(GgmlType.Q8_0, 32, 8, 128);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new Bits(2 + 16 * s, 0, 8, 0));
  }

  @Override
  public int flip() {
    return 0x80;
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(0);
  }
}
