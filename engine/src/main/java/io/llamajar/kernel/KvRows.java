package io.llamajar.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.llamajar.quant.Quant;
import io.llamajar.tensor.Quantized;
import java.lang.foreign.MemorySegment;

/** Writes what a head keeps of a position, as {@link Reference#store} defines it. */
final class KvRows {
  private static final int BLOCK = 32;
  private static final int BLOCK_BYTES = 2 + BLOCK; // [scale:2][lanes:32]

  private KvRows() {}

  /** Writes a head's key or value, all of {@code values}, to where it is kept. */
  static void write(MemorySegment values, Quant quant, MemorySegment kept) {
    int width = Math.toIntExact(values.byteSize() / Float.BYTES);
    switch (quant.type()) {
      case F32 -> kept.copyFrom(values);
      case F16 -> {
        for (int i = 0; i < width; i++) {
          short half = Float.floatToFloat16(values.getAtIndex(JAVA_FLOAT, i));
          kept.setAtIndex(JAVA_SHORT, i, half);
        }
      }
      case Q8_0 -> {
        for (int block = 0; block < width / BLOCK; block++) {
          writeBlock(values, block * BLOCK, kept, (long) block * BLOCK_BYTES);
        }
      }
      default -> throw new IllegalStateException("a cache of " + quant.type());
    }
  }

  private static void writeBlock(MemorySegment values, int at, MemorySegment kept, long offset) {
    float largest = 0;
    for (int i = 0; i < BLOCK; i++) {
      float magnitude = Math.abs(values.getAtIndex(JAVA_FLOAT, at + i));
      largest = magnitude > largest ? magnitude : largest;
    }
    float scale = largest < Quantized.TINY ? 0 : largest / 127;
    float inverse = largest < Quantized.TINY ? 0 : 1 / scale;
    kept.set(JAVA_SHORT, offset, Float.floatToFloat16(scale));
    for (int i = 0; i < BLOCK; i++) {
      int lane = (int) Math.rint(values.getAtIndex(JAVA_FLOAT, at + i) * inverse);
      kept.set(JAVA_BYTE, offset + 2 + i, (byte) lane);
    }
  }
}
