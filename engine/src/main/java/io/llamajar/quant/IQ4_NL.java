package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 32 nibbles that number values of a table, and a scale: {@code [d:2][q:16]}. */
final class IQ4_NL extends BlockQuant {
  /** Values that lie closer together around zero, as weights do. */
  static final List<Integer> VALUES =
      List.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

  IQ4_NL() {
    super(GgmlType.IQ4_NL, 32, 8, 128);
  }

  @Override
  public List<Part> segment(int s) {
    return List.of(new Bits(2, 4 * s, 4, 0));
  }

  @Override
  public List<Integer> table() {
    return VALUES;
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(0);
  }
}
