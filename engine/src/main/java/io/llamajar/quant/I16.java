package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Signed integers of 16 bits. */
record I16() implements FloatQuant {
  @Override
  public GgmlType type() {
    return GgmlType.I16;
  }

  @Override
  public void decode(MemorySegment data, long offset, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = data.get(Bytes.SHORT, offset + 2L * i);
    }
  }
}
