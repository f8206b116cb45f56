package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** 256 six-bit numbers, less 32, in 16 groups: {@code [low:128][high:64][scales:16][d:2]}. */
final class Q6_K extends BlockQuant {
  Q6_K() {
    super(GgmlType.Q6_K, 16, Minimums.NONE);
  }

  @Override
  void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    float d = Bytes.half(data, offset + 208);
    for (int group = 0; group < 16; group++) {
      row.scales[at / 16 + group] = d * Bytes.signed(data, offset + 192 + group);
    }
    for (int half = 0; half < 2; half++) { // 128 numbers from 64 low bytes and 32 high ones
      long low = offset + 64L * half;
      long high = offset + 128 + 32L * half;
      int lane = at + 128 * half;
      for (int i = 0; i < 32; i++) {
        int first = Bytes.unsigned(data, low + i);
        int second = Bytes.unsigned(data, low + 32 + i);
        int tops = Bytes.unsigned(data, high + i);
        row.lanes[lane + i] = (byte) (((first & 15) | ((tops & 3) << 4)) - 32);
        row.lanes[lane + 32 + i] = (byte) (((second & 15) | ((tops >> 2 & 3) << 4)) - 32);
        row.lanes[lane + 64 + i] = (byte) (((first >> 4) | ((tops >> 4 & 3) << 4)) - 32);
        row.lanes[lane + 96 + i] = (byte) (((second >> 4) | (tops >> 6 << 4)) - 32);
      }
    }
  }
}
