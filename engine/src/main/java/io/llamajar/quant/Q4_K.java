package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** 256 nibbles in 8 groups: {@code [d:2][dmin:2][scales and minimums:12][q:128]}. */
final class Q4_K extends BlockQuant {
  Q4_K() {
    super(GgmlType.Q4_K, 32, Minimums.ADDED);
  }

  @Override
  void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    ScaleMin.unpack(data, offset, row, at);
    for (int group = 0; group < 8; group += 2) { // 32 bytes hold two groups
      for (int i = 0; i < 32; i++) {
        int pair = Bytes.unsigned(data, offset + 16 + 16L * group + i);
        row.lanes[at + 32 * group + i] = (byte) (pair & 15);
        row.lanes[at + 32 * group + 32 + i] = (byte) (pair >> 4);
      }
    }
  }
}
