package io.llamajar.quant;

/** A part that makes lane {@code i} of byte {@code offset + i}. */
public sealed interface BytePerLane extends Part permits Bits, Trits {
  /** The byte of the first lane. */
  int offset();

  /** What eight lanes get from eight bytes. */
  long lanes(long bytes);
}
