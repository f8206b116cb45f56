package io.llamajar.quant;

import java.lang.foreign.MemorySegment;

/**
 * Seven bits for every eight lanes: bit {@code i} of them becomes a bit of lane {@code i}, and the
 * eighth lane's bit is what makes the number of ones even.
 *
 * @param offset where a little-endian 32-bit word lies
 * @param low the lowest bit of it for lanes 0 to 7
 * @param high the lowest bit of it for lanes 8 to 15
 * @param left the bit of the lane
 */
public record EvenBits(int offset, int low, int high, int left) implements Part {
  /** The eight bits of lanes 0-7 or 8-15 in the block that begins at {@code block}. */
  int read(MemorySegment data, long block, int half) {
    int seven = Bytes.int32(data, block + offset) >>> (half == 0 ? low : high) & 0x7f;
    return seven | Integer.bitCount(seven) % 2 << 7;
  }
}
