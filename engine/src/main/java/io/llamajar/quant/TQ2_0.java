package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 256 two-bit numbers, less 1, and a scale: {@code [q:64][d:2]}; 32 bytes hold 128 of them. */
final class TQ2_0 extends BlockQuant {
  TQ2_0() {
    super(GgmlType.TQ2_0, 32, 2, 1);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new Bits(32 * (s / 8) + 16 * (s % 2), 2 * (s % 8 / 2), 2, 0));
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(64);
  }
}
