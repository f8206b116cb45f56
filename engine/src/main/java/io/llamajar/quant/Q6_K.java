package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/** 256 six-bit numbers, less 32, in 16 groups: {@code [low:128][high:64][scales:16][d:2]}. */
final class Q6_K extends BlockQuant {
  Q6_K() {
    super(GgmlType.Q6_K, 16, 6, 32);
  }

  @Override
  public List<Part> segment(int s) {
    int half = s / 8; // 128 numbers from 64 low bytes and 32 high ones
    int quarter = s % 8 / 2;
    int low = 64 * half + 32 * (quarter % 2) + 16 * (s % 2);
    int high = 128 + 32 * half + 16 * (s % 2);
    return List.of(new Bits(low, 4 * (quarter / 2), 4, 0), new Bits(high, 2 * quarter, 2, 4));
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(208).times(Whole.signedByte(192 + g));
  }
}
