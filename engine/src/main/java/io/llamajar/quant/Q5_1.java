package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** 32 five-bit numbers, a scale and a minimum: {@code [d:2][m:2][high bits:4][q:16]}. */
final class Q5_1 extends BlockQuant {
  Q5_1() {
    super(GgmlType.Q5_1, 32, Minimums.ADDED);
  }

  @Override
  void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    row.scales[at / 32] = Bytes.half(data, offset);
    row.minimums[at / 32] = Bytes.half(data, offset + 2);
    int high = Bytes.int32(data, offset + 4);
    for (int i = 0; i < 16; i++) {
      int pair = Bytes.unsigned(data, offset + 8 + i);
      row.lanes[at + i] = (byte) ((pair & 15) | ((high >> i & 1) << 4));
      row.lanes[at + 16 + i] = (byte) ((pair >> 4) | ((high >> (16 + i) & 1) << 4));
    }
  }
}
