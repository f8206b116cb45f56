package io.llamajar.quant;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Signed integers of 8 bits. */
record I8() implements FloatQuant {
  @Override
  public GgmlType type() {
    return GgmlType.I8;
  }

  @Override
  public void decode(MemorySegment data, long offset, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = data.get(JAVA_BYTE, offset + i);
    }
  }
}
