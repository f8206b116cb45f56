package io.llamajar.quant;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A small integer in a block.
 *
 * @param parts bits of single bytes, OR-ed
 * @param signed whether the eight bits that they make are a two's complement number
 * @param zero what is subtracted from the number
 */
public record Whole(List<Bits> parts, boolean signed, int zero) {
  /** A number from zero up. */
  static Whole unsigned(Bits... parts) {
    return new Whole(List.of(parts), false, 0);
  }

  /** The byte at an offset, from -128 to 127. */
  static Whole signedByte(int offset) {
    return new Whole(List.of(new Bits(offset, 0, 8, 0)), true, 0);
  }

  Whole minus(int less) {
    return new Whole(parts, signed, zero + less);
  }

  /** The number in the block that begins at {@code block}. */
  int read(MemorySegment data, long block) {
    int value = parts.getFirst().read(data, block);
    for (int i = 1; i < parts.size(); i++) {
      value |= parts.get(i).read(data, block);
    }
    return (signed ? (byte) value : value) - zero;
  }
}
