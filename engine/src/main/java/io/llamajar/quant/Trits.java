package io.llamajar.quant;

/**
 * A digit of a byte in base three that becomes a lane, 0 to 2.
 *
 * <p>The byte is 256 times a fraction with five digits behind the point, rounded up: times three
 * for each digit before the wanted one, less what is whole, it is a fraction that begins with it.
 *
 * @param offset the byte of the first lane; lane {@code i} takes byte {@code offset + i}
 * @param digit which digit, 0 to 4; 0 is the first behind the point
 */
public record Trits(int offset, int digit) implements BytePerLane {
  private static final long EVEN = 0x00ff00ff00ff00ffL; // bytes, each with room to its left

  @Override
  public long lanes(long bytes) {
    return digits(bytes & EVEN) | (digits((bytes >>> 8) & EVEN) << 8);
  }

  private long digits(long even) {
    long fractions = even;
    for (int i = 0; i < digit; i++) {
      fractions = (fractions * 3) & EVEN;
    }
    return ((fractions * 3) >>> 8) & EVEN;
  }
}
