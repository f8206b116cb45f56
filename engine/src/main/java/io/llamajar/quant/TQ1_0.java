package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.util.List;

/**
 * 256 digits in base three, less 1, and a scale: {@code [five in a byte:48][four in a
 * byte:4][d:2]}.
 *
 * <p>All first digits of 32 bytes come first, then all second ones; so with 16 bytes, and with 4.
 */
final class TQ1_0 extends BlockQuant {
  TQ1_0() {
    super(GgmlType.TQ1_0, 32, 2, 1);
  }

  @Override
  public List<Part> segment(int s) {
    if (s < 10) {
      return List.of(new Trits(16 * (s % 2), s / 2));
    }
    if (s < 15) {
      return List.of(new Trits(32, s - 10));
    }
    return List.of(
        Fours.of(new Trits(48, 0), new Trits(48, 1), new Trits(48, 2), new Trits(48, 3)));
  }

  @Override
  public Factor scale(int g) {
    return Factor.at(52);
  }
}
