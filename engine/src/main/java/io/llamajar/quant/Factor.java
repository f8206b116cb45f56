package io.llamajar.quant;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A scale or a minimum: {@code half * number}, one multiplication in float32, then perhaps negated.
 *
 * @param half the offset of a half-precision number in the block
 * @param number what it is multiplied with, if it is not the factor by itself
 */
public record Factor(int half, Optional<Whole> number, boolean negative) {
  /** The half-precision number at an offset by itself. */
  static Factor at(int half) {
    return new Factor(half, Optional.empty(), false);
  }

  Factor times(Whole factor) {
    return new Factor(half, Optional.of(factor), negative);
  }

  Factor negated() {
    return new Factor(half, number, !negative);
  }

  /** The factor in the block that begins at {@code block}. */
  float read(MemorySegment data, long block) {
    float value = Bytes.half(data, block + half);
    if (number.isPresent()) {
      value *= number.get().read(data, block);
    }
    return negative ? -value : value;
  }
}
