package io.llamajar.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * A vector of float32 weights: a norm's gain, a bias.
 *
 * @param floats exactly {@code size} native float32, aligned to 4 bytes
 * @param size the number of values
 */
public record Vector(MemorySegment floats, int size) {
  public Vector {
    if (floats.byteSize() != (long) size * Float.BYTES) {
      throw new IllegalArgumentException(floats.byteSize() + " bytes are not " + size + " floats");
    }
  }

  /** A value. */
  public float at(int index) {
    return floats.getAtIndex(JAVA_FLOAT, index);
  }
}
