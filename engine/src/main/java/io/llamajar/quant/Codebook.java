package io.llamajar.quant;

import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;

/**
 * Numbered entries of four or eight lanes each: the few, of all that could be, with which a type
 * makes do.
 *
 * <p>A lane of an entry is a code from 0 to 7; what weight it is the type's {@link
 * BlockQuant#table} says.
 */
public final class Codebook {
  /** The bits of a lane of a {@link #word}, for entries of eight lanes: two words of a byte. */
  public static final int LOW_NIBBLES = 0x0f0f0f0f;

  private final int lanes;
  private final int[] words; // [entry]

  private Codebook(int lanes, int[] words) {
    this.lanes = lanes;
    this.words = words;
  }

  /**
   * A book whose entries stand in the order of the numbers that their codes make, the last lane
   * being the first digit.
   *
   * @param lanes of an entry: 4 or 8
   * @param codes that there are: the numbers are to this base
   * @param numbers which numbers are entries: the bits of a set, in base 64
   */
  static Codebook of(int lanes, int codes, String numbers) {
    BitSet entries = BitSet.valueOf(Base64.getDecoder().decode(numbers));
    int[] words = entries.stream().map(number -> word(lanes, codes, number)).toArray();
    return new Codebook(lanes, words);
  }

  /** The one that a type's lanes are made with, if they are. */
  public static Optional<Codebook> of(BlockQuant quant) {
    return quant.segment(0).getFirst() instanceof Entries entries
        ? Optional.of(entries.book())
        : Optional.empty();
  }

  private static int word(int lanes, int codes, int number) {
    int word = 0;
    for (int lane = 0, rest = number; lane < lanes; lane++, rest /= codes) {
      word |= rest % codes << (lane % 4 * 8 + lane / 4 * 4);
    }
    return word;
  }

  /** These entries, then the same ones again with a bit of each code set. */
  Codebook twice(int bit) {
    int[] both = new int[2 * words.length];
    for (int i = 0; i < words.length; i++) {
      both[i] = words[i];
      both[words.length + i] = words[i] | bit * 0x11111111;
    }
    return new Codebook(lanes, both);
  }

  /** Lanes of an entry: 4 or 8. */
  public int lanes() {
    return lanes;
  }

  /** How many entries there are, a power of two. */
  public int size() {
    return words.length;
  }

  /**
   * The codes of an entry: of lanes 0 to 3 in the low nibbles of four bytes, of lanes 4 to 7, if
   * there are, in the high ones.
   */
  public int word(int entry) {
    return words[entry];
  }

  /** The codes of an entry as bytes, the first lane the lowest. */
  long codes(int entry) {
    int word = words[entry];
    long low = word & LOW_NIBBLES;
    long high = (long) word >>> 4 & LOW_NIBBLES;
    return low | high << 32;
  }
}
