package io.llamajar.asm;

/**
 * Memory as an operand; {@link Registers#mem} makes it. How many bytes it has the instruction says.
 */
public final class Mem implements Operand {
  final Address address;
  final boolean broadcast;
  final int mask;

  Mem(Address address) {
    this(address, false, 0);
  }

  private Mem(Address address, boolean broadcast, int mask) {
    this.address = address;
    this.broadcast = broadcast;
    this.mask = mask;
  }

  /** As a source of AVX-512: one element, repeated to the vector's width. */
  public Mem broadcast() {
    return new Mem(address, true, mask);
  }

  /** As a destination: only elements where {@code mask} has ones are written. */
  public Mem merge(Mask mask) {
    return new Mem(address, broadcast, mask.writeMask());
  }
}
