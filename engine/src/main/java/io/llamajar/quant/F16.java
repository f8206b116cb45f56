package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** IEEE half-precision numbers. */
record F16() implements FloatQuant {
  @Override
  public GgmlType type() {
    return GgmlType.F16;
  }

  @Override
  public void decode(MemorySegment data, long offset, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = Bytes.half(data, offset + 2L * i);
    }
  }
}
