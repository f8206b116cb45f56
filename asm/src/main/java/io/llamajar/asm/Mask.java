package io.llamajar.asm;

/**
 * A mask register of AVX-512: one bit for each element of a vector.
 *
 * @param number 0 to 7
 * @param under the mask that a comparison into this one is under, 0 for none
 */
public record Mask(int number, int under) implements Register {
  public Mask {
    if (number < 0 || number > 7) {
      throw new IllegalArgumentException("there is no mask register k" + number);
    }
  }

  /** As the result of a comparison: only where {@code mask} has ones, zero elsewhere. */
  public Mask under(Mask mask) {
    return new Mask(number, mask.writeMask());
  }

  /** Its number as a write mask, which k0 cannot be: there it means "no mask". */
  int writeMask() {
    if (number == 0 || under != 0) {
      throw new IllegalArgumentException("only a plain k1 to k7 can be a write mask");
    }
    return number;
  }
}
