package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** 32 nibbles, less 8, and a scale: {@code [d:2][q:16]}; low nibbles are the first half. */
final class Q4_0 extends BlockQuant {
  Q4_0() {
    super(GgmlType.Q4_0, 32, Minimums.NONE);
  }

  @Override
  void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    row.scales[at / 32] = Bytes.half(data, offset);
    for (int i = 0; i < 16; i++) {
      int pair = Bytes.unsigned(data, offset + 2 + i);
      row.lanes[at + i] = (byte) ((pair & 15) - 8);
      row.lanes[at + 16 + i] = (byte) ((pair >> 4) - 8);
    }
  }
}
