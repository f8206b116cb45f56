package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** Double-precision numbers. */
record F64() implements FloatQuant {
  @Override
  public GgmlType type() {
    return GgmlType.F64;
  }

  @Override
  public void decode(MemorySegment data, long offset, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = (float) Double.longBitsToDouble(Bytes.int64(data, offset + 8L * i));
    }
  }
}
