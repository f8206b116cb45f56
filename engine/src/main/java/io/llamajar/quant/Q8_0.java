package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** 32 signed bytes and a half-precision scale: {@code [d:2][q:32]}. */
record Q8_0() implements BlockQuant {
  @Override
  public GgmlType type() {
    return GgmlType.Q8_0;
  }

  @Override
  public int group() {
    return 32;
  }

  @Override
  public boolean hasMinimum() {
    return false;
  }

  @Override
  public void unpack(MemorySegment data, long offset, UnpackedRow row, int at) {
    row.scales[at / 32] = Bytes.half(data, offset);
    for (int i = 0; i < 32; i++) {
      row.lanes[at + i] = (byte) Bytes.signed(data, offset + 2 + i);
    }
  }
}
