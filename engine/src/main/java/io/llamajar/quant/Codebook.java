package io.llamajar.quant;

import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;

/**
 * Numbered entries of four or eight lanes each: the few, of all that could be, with which a type
 * makes do.
 *
 * <p>A lane of an entry is a code; which one it stands for the type's {@link BlockQuant#table}
 * says.
 */
public final class Codebook {
  private final int lanes;
  private final long[] codes; // [entry], a byte each

  private Codebook(int lanes, long[] codes) {
    this.lanes = lanes;
    this.codes = codes;
  }

  /**
   * A book whose entries stand in the order of the numbers that their codes make, the last lane
   * being the first digit.
   *
   * @param lanes of an entry: 4 or 8
   * @param base of the numbers: how many codes there are
   * @param numbers which numbers are entries: the bits of a set, in base 64
   */
  static Codebook of(int lanes, int base, String numbers) {
    BitSet entries = BitSet.valueOf(Base64.getDecoder().decode(numbers));
    return new Codebook(lanes, entries.stream().mapToLong(n -> digits(n, base)).toArray());
  }

  private static long digits(int number, int base) {
    long digits = 0;
    for (int rest = number, lane = 0; rest > 0; rest /= base, lane++) {
      digits |= (long) (rest % base) << (lane * Byte.SIZE);
    }
    return digits;
  }

  /** The one that a type's lanes are made with, if they are. */
  public static Optional<Codebook> of(BlockQuant quant) {
    return quant.segment(0).getFirst() instanceof Entries entries
        ? Optional.of(entries.book())
        : Optional.empty();
  }

  /** These entries of eight lanes, then the same ones again with a bit of each code set. */
  Codebook twice(int bit) {
    long[] both = Arrays.copyOf(codes, 2 * codes.length);
    for (int i = 0; i < codes.length; i++) {
      both[codes.length + i] = codes[i] | bit * Bytes.EACH;
    }
    return new Codebook(lanes, both);
  }

  /** Lanes of an entry: 4 or 8. */
  public int lanes() {
    return lanes;
  }

  /** How many entries there are, a power of two. */
  public int size() {
    return codes.length;
  }

  /** The codes of an entry as bytes, the first lane the lowest. */
  public long codes(int entry) {
    return codes[entry];
  }
}
