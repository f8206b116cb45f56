package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** 32 signed bytes and a half-precision scale: {@code [d:2][q:32]}. */
final class Q8_0 extends BlockQuant {
  Q8_0() {
    super(GgmlType.Q8_0, 32, Minimums.NONE);
  }

  @Override
  void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    row.scales[at / 32] = Bytes.half(data, offset);
    for (int i = 0; i < 32; i++) {
      row.lanes[at + i] = (byte) Bytes.signed(data, offset + 2 + i);
    }
  }
}
