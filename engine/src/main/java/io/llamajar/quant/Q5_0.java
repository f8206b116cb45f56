package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** 32 five-bit numbers, less 16, and a scale: {@code [d:2][high bits:4][q:16]}. */
final class Q5_0 extends BlockQuant {
  Q5_0() {
    super(GgmlType.Q5_0, 32, Minimums.NONE);
  }

  @Override
  void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    row.scales[at / 32] = Bytes.half(data, offset);
    int high = Bytes.int32(data, offset + 2);
    for (int i = 0; i < 16; i++) {
      int pair = Bytes.unsigned(data, offset + 6 + i);
      row.lanes[at + i] = (byte) (((pair & 15) | ((high >> i & 1) << 4)) - 16);
      row.lanes[at + 16 + i] = (byte) (((pair >> 4) | ((high >> (16 + i) & 1) << 4)) - 16);
    }
  }
}
