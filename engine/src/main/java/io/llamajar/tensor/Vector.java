package io.llamajar.tensor;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

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
    float[] values = new float[size];
    Arrays.fill(values, 1);
    return of(values);
  }

  /** A copy of values. */
  public static Vector of(float... values) {
    MemorySegment floats = Arena.ofAuto().allocate((long) values.length * Float.BYTES, 64);
    MemorySegment.copy(values, 0, floats, JAVA_FLOAT, 0, values.length);
    return new Vector(floats, values.length);
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
