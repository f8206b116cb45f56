package io.llamajar.quant;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

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

  /** The byte at an offset, from 0 to 255. */
  public static Whole ofByte(int offset) {
    return unsigned(new Bits(offset, 0, 8, 0));
  }

  /** The byte at an offset, from -128 to 127. */
  static Whole signedByte(int offset) {
    return new Whole(List.of(new Bits(offset, 0, 8, 0)), true, 0);
  }

  /**
   * Some of the 16 bits of a little-endian word, which may lie in both its bytes.
   *
   * @param left where the lowest of them goes
   */
  static Whole ofWord(int offset, int shift, int count, int left) {
    int low = Math.clamp(8 - shift, 0, count);
    Bits second = new Bits(offset + 1, Math.max(shift - 8, 0), count - low, left + low);
    if (low == 0) {
      return unsigned(second);
    }
    Bits first = new Bits(offset, shift, low, left);
    return low == count ? unsigned(first) : unsigned(first, second);
  }

  Whole minus(int less) {
    return new Whole(parts, signed, zero + less);
  }

  /** The number times a power of two. */
  public Whole shifted(int left) {
    Stream<Bits> shifted =
        parts.stream().map(b -> new Bits(b.offset(), b.shift(), b.count(), b.left() + left));
    return new Whole(shifted.toList(), signed, zero << left);
  }

  /** Twice the number and one more. */
  Whole odd() {
    return shifted(1).minus(-1);
  }

  /** The number with these bits too. */
  public Whole with(Whole more) {
    return new Whole(Stream.concat(parts.stream(), more.parts.stream()).toList(), signed, zero);
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
