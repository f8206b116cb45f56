package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Single-precision numbers as they are. */
record F32() implements FloatQuant {
  @Override
  public GgmlType type() {
    return GgmlType.F32;
  }

  @Override
  public void decode(MemorySegment data, long offset, float[] values, int count) {
    MemorySegment.copy(data, Bytes.FLOAT, offset, values, 0, count);
  }
}
