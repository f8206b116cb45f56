package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Signed integers of 32 bits. */
record I32() implements FloatQuant {
  @Override
  public GgmlType type() {
    return GgmlType.I32;
  }

  @Override
  public void decode(MemorySegment data, long offset, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = Bytes.int32(data, offset + 4L * i);
    }
  }
}
