package io.llamajar.quant;

import java.lang.foreign.MemorySegment;

/**
 * The head that Q4_K and Q5_K share: {@code [d:2][dmin:2][12 bytes]}, from which come eight scales
 * {@code d * s} and eight minimums {@code -(dmin * m)}.
 *
 * <p>The 12 bytes hold eight 6-bit {@code s} and eight 6-bit {@code m}: bytes 0-3 are s0-s3 in
 * their low six bits, bytes 4-7 are m0-m3, and bytes 8-11 hold the low nibbles of s4-s7 and m4-m7,
 * whose two upper bits are the two upper bits of bytes 0-3 and 4-7.
 */
final class ScaleMin {
  private ScaleMin() {}

  static void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    float d = Bytes.half(data, offset);
    float dmin = Bytes.half(data, offset + 2);
    for (int group = 0; group < 4; group++) {
      int first = Bytes.unsigned(data, offset + 4 + group);
      int second = Bytes.unsigned(data, offset + 8 + group);
      int third = Bytes.unsigned(data, offset + 12 + group);
      int low = at / 32 + group;
      int high = low + 4;
      row.scales[low] = d * (first & 63);
      row.minimums[low] = -(dmin * (second & 63));
      row.scales[high] = d * ((third & 15) | (first >> 6 << 4));
      row.minimums[high] = -(dmin * ((third >> 4) | (second >> 6 << 4)));
    }
  }
}
