package io.llamajar.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and writes the little-endian numbers that blocks are made of, at any alignment. */
final class Bytes {
  /** Times a byte: that byte in all eight of a long. */
  static final long EACH = 0x0101010101010101L;

  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Bytes() {}

  static float half(MemorySegment data, long offset) {
    return Float.float16ToFloat(data.get(SHORT, offset));
  }

  static int unsigned(MemorySegment data, long offset) {
    return data.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
  }

  static int int32(MemorySegment data, long offset) {
    return data.get(INT, offset);
  }

  static long int64(MemorySegment data, long offset) {
    return data.get(LONG, offset);
  }

  static void orInt(byte[] bytes, int offset, int bits) {
    INTS.set(bytes, offset, (int) INTS.get(bytes, offset) | bits);
  }

  static void orLong(byte[] bytes, int offset, long bits) {
    LONGS.set(bytes, offset, (long) LONGS.get(bytes, offset) | bits);
  }
}
