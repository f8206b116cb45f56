package io.llamajar.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
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

  /** So many ones. */
  public static Vector ones(int size) {
    MemorySegment floats = Arena.ofAuto().allocate((long) size * Float.BYTES, 64);
    for (int i = 0; i < size; i++) {
      floats.setAtIndex(JAVA_FLOAT, i, 1);
    }
    return new Vector(floats, size);
  }

  /** Values {@code [from, from + count)} as a vector of their own, in place. */
  public Vector slice(int from, int count) {
    return new Vector(floats.asSlice((long) from * Float.BYTES, (long) count * Float.BYTES), count);
  }

  /** A value. */
  public float at(int index) {
    return floats.getAtIndex(JAVA_FLOAT, index);
  }
}
