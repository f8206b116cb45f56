package io.llamajar.quant;

import io.llamajar.gguf.GgmlType;
import java.lang.foreign.MemorySegment;

/** The upper halves of single-precision numbers. */
record BF16() implements FloatQuant {
  @Override
  public GgmlType type() {
    return GgmlType.BF16;
  }

  @Override
  public void decode(MemorySegment data, long offset, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = Float.intBitsToFloat(data.get(Bytes.SHORT, offset + 2L * i) << 16);
    }
  }
}
