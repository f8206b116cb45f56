package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 64 numbers as those of {@link MXFP4} in 4 groups: {@code [scales:4][q:32]}; eight bytes hold a
 * group, low nibbles its first half.
 */
final class NVFP4 extends BlockQuant {
  NVFP4() {
    super(GgmlType.NVFP4, 16, 5, 12);
  }

  @Override
  public List<Part> segment(int s) {
    int at = 4 + 8 * s;
    return List.of(
        Fours.of(
            new Bits(at, 0, 4, 0),
            new Bits(at + 4, 0, 4, 0),
            new Bits(at, 4, 4, 0),
            new Bits(at + 4, 4, 4, 0)));
  }

  @Override
  public List<Integer> table() {
    return MXFP4.VALUES;
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(g, Factor.Format.UE4M3);
  }
}
