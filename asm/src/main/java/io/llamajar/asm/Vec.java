package io.llamajar.asm;

/**
 * A vector register, and as a destination perhaps a write mask.
 *
 * @param number 0 to 31; from 16 on only AVX-512 has it
 * @param bits 128, 256 or 512
 * @param mask the number of its write mask, 0 for none
 * @param zeroing are the elements that the mask leaves out zeroed, not kept?
 */
public record Vec(int number, int bits, int mask, boolean zeroing) implements Register, Operand {
  public Vec {
    if (number < 0 || number > 31) {
      throw new IllegalArgumentException("there is no vector register " + number);
    }
    if (bits != 128 && bits != 256 && bits != 512) {
      throw new IllegalArgumentException("there is no vector register of " + bits + " bits");
    }
  }

  /** As a destination: elements where {@code mask} has zeros keep their value. */
  public Vec merge(Mask mask) {
    return new Vec(number, bits, mask.writeMask(), false);
  }

  /** As a destination: elements where {@code mask} has zeros become zero. */
  public Vec zero(Mask mask) {
    return new Vec(number, bits, mask.writeMask(), true);
  }

  /** The same register's lowest 128, 256 or 512 bits. */
  public Vec bits(int bits) {
    return new Vec(number, bits, mask, zeroing);
  }
}
