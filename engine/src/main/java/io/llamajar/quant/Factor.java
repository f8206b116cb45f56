package io.llamajar.quant;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A scale or a minimum: {@code base * number}, one multiplication in float32, then times a unit.
 *
 * @param offset where the base lies in the block
 * @param format how it is written there
 * @param number what it is multiplied with, if it is not the factor by itself
 * @param unit a power of two or its negative: multiplying with it is exact
 */
public record Factor(int offset, Format format, Optional<Whole> number, float unit) {
  /** How a base is written; those of a byte have no sign. */
  public enum Format {
    /** Half precision. */
    HALF(Short.BYTES),

    /** Half precision, a nibble in the four highest bits of each of four little-endian words. */
    SPREAD_HALF(4 * Short.BYTES),

    /** A power of two, halved as its lanes are doubled: {@code 2^(byte - 127) / 2}. */
    E8M0(Byte.BYTES),

    /**
     * Four bits of exponent and three of mantissa below an unused one, halved as its lanes are
     * doubled; what would be NaN in other formats, 0x7f, is zero.
     */
    UE4M3(Byte.BYTES);

    private final int bytes;

    Format(int bytes) {
      this.bytes = bytes;
    }

    /** How many it takes. */
    public int bytes() {
      return bytes;
    }

    private float read(MemorySegment data, long offset) {
      return switch (this) {
        case HALF -> Bytes.half(data, offset);
        case SPREAD_HALF -> Float.float16ToFloat((short) spread(0).read(data, offset));
        case E8M0 -> e8m0(Bytes.unsigned(data, offset));
        case UE4M3 -> ue4m3(Bytes.unsigned(data, offset));
      };
    }

    /** The bits of a normal number, but of 0 and 1 those of a subnormal one, which are larger. */
    private static float e8m0(int x) {
      return Float.intBitsToFloat(Math.max((x - 1) << 23, (x + 1) << 21));
    }

    /** The bits become those of float32, whose exponents begin lower. */
    private static float ue4m3(int x) {
      return x == 0x7f ? 0 : Float.intBitsToFloat((x & 0x7f) << 20) * UE4M3_UNIT;
    }
  }

  /** What a number of the format {@link Format#UE4M3} is, if its bits are the upper of float32. */
  public static final float UE4M3_UNIT = 0x1p119f;

  /** The bits of a number of the format {@link Format#SPREAD_HALF}. */
  public static Whole spread(int offset) {
    return Whole.unsigned(
        new Bits(offset + 1, 4, 4, 0),
        new Bits(offset + 3, 4, 4, 4),
        new Bits(offset + 5, 4, 4, 8),
        new Bits(offset + 7, 4, 4, 12));
  }

  /** The half-precision number at an offset by itself. */
  static Factor at(int half) {
    return at(half, Format.HALF);
  }

  /** The number at an offset by itself. */
  static Factor at(int offset, Format format) {
    return new Factor(offset, format, Optional.empty(), 1);
  }

  Factor times(Whole factor) {
    return new Factor(offset, format, Optional.of(factor), unit);
  }

  Factor times(float power) {
    return new Factor(offset, format, number, unit * power);
  }

  Factor negated() {
    return times(-1);
  }

  /** The factor in the block that begins at {@code block}. */
  float read(MemorySegment data, long block) {
    float value = format.read(data, block + offset);
    if (number.isPresent()) {
      value *= number.get().read(data, block);
    }
    return value * unit;
  }
}
