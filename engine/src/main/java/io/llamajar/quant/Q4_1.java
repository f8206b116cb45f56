package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** 32 nibbles, a scale and a minimum: {@code [d:2][m:2][q:16]}; low nibbles are the first half. */
final class Q4_1 extends BlockQuant {
  Q4_1() {
    super(GgmlType.Q4_1, 32, Minimums.ADDED);
  }

  @Override
  void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    row.scales[at / 32] = Bytes.half(data, offset);
    row.minimums[at / 32] = Bytes.half(data, offset + 2);
    for (int i = 0; i < 16; i++) {
      int pair = Bytes.unsigned(data, offset + 4 + i);
      row.lanes[at + i] = (byte) (pair & 15);
      row.lanes[at + 16 + i] = (byte) (pair >> 4);
    }
  }
}
