package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Signed integers of 64 bits. */
record I64() implements FloatQuant {
  @Override
  public GgmlType type() {
    return GgmlType.I64;
  }

  @Override
  public void decode(MemorySegment data, long offset, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = Bytes.int64(data, offset + 8L * i);
    }
  }
}
