package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** 256 five-bit numbers in 8 groups: {@code [d:2][dmin:2][scales:12][high bits:32][q:128]}. */
final class Q5_K extends BlockQuant {
  Q5_K() {
    super(GgmlType.Q5_K, 32, Minimums.ADDED);
  }

  @Override
  void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    ScaleMin.unpack(data, offset, row, at);
    for (int i = 0; i < 32; i++) {
      int high = Bytes.unsigned(data, offset + 16 + i); // bit g belongs to group g
      for (int group = 0; group < 8; group += 2) { // 32 bytes hold two groups
        int pair = Bytes.unsigned(data, offset + 48 + 16L * group + i);
        row.lanes[at + 32 * group + i] = (byte) ((pair & 15) | ((high >> group & 1) << 4));
        row.lanes[at + 32 * group + 32 + i] =
            (byte) ((pair >> 4) | ((high >> (group + 1) & 1) << 4));
      }
    }
  }
}
