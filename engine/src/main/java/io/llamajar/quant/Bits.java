package io.llamajar.quant;

import java.lang.foreign.MemorySegment;

/**
 * Bits of a byte that become bits of a lane: {@code lane |= ((byte >> shift) & (2^count - 1)) <<
 * left}.
 *
 * @param offset the byte of the first lane; lane {@code i} takes byte {@code offset + i}
 * @param shift the lowest bit that is taken
 * @param count how many are taken, all of one byte
 * @param left where the lowest of them goes
 */
public record Bits(int offset, int shift, int count, int left) implements BytePerLane {
  /** Of eight bits, those that are taken once they have been shifted down. */
  public int mask() {
    return (1 << count) - 1;
  }

  /** What the first lane gets from the block that begins at {@code block}. */
  int read(MemorySegment data, long block) {
    return ((Bytes.unsigned(data, block + offset) >> shift) & mask()) << left;
  }

  @Override
  public long lanes(long bytes) {
    return ((bytes >>> shift) & (mask() * Bytes.EACH)) << left;
  }
}
