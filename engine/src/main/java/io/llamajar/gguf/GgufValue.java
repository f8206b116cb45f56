package io.llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** One metadata value: it stays in the mapped file and is decoded when asked for. */
public sealed interface GgufValue {
  /** A whole number, or for unsigned 64-bit numbers its low 64 bits. */
  record Whole(ValueType type, long value) implements GgufValue {}

  /** A floating-point number. */
  record Real(ValueType type, double value) implements GgufValue {}

  /** True or false. */
  record Flag(boolean value) implements GgufValue {}

  /** A string, as its UTF-8 bytes in the file. */
  record Text(MemorySegment bytes) implements GgufValue {
    /** The decoded string; malformed UTF-8 becomes U+FFFD. */
    public String value() {
      return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  /** An array whose elements all have one type. */
  final class Array implements GgufValue {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfShort SHORT =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE);

    private final ValueType type;
    private final int size;
    private final MemorySegment data;
    // For strings: where each begins (its length field), found on first use.
    private long[] starts = {};

    /**
     * @param data the elements' bytes; for strings already walked once, so that their lengths are
     *     known to lie inside it
     */
    Array(ValueType type, int size, MemorySegment data) {
      this.type = type;
      this.size = size;
      this.data = data;
    }

    /** The type of every element. */
    public ValueType type() {
      return type;
    }

    /** The number of elements. */
    public int size() {
      return size;
    }

    /** Element {@code i} of an array of whole numbers or flags (0 or 1). */
    public long whole(int i) {
      Objects.checkIndex(i, size);
      return switch (type) {
        case UINT8, BOOL -> Byte.toUnsignedLong(data.get(ValueLayout.JAVA_BYTE, i));
        case INT8 -> data.get(ValueLayout.JAVA_BYTE, i);
        case UINT16 -> Short.toUnsignedLong(data.get(SHORT, 2L * i));
        case INT16 -> data.get(SHORT, 2L * i);
        case UINT32 -> Integer.toUnsignedLong(data.get(INT, 4L * i));
        case INT32 -> data.get(INT, 4L * i);
        case UINT64, INT64 -> data.get(LONG, 8L * i);
        case FLOAT32, FLOAT64, STRING, ARRAY -> throw new IllegalStateException("array of " + type);
      };
    }

    /** Element {@code i} of an array of numbers. */
    public double real(int i) {
      Objects.checkIndex(i, size);
      return switch (type) {
        case FLOAT32 -> Float.intBitsToFloat(data.get(INT, 4L * i));
        case FLOAT64 -> Double.longBitsToDouble(data.get(LONG, 8L * i));
        default -> whole(i);
      };
    }

    /** Element {@code i} of an array of strings, decoded; malformed UTF-8 becomes U+FFFD. */
    public String text(int i) {
      return new String(bytes(i), StandardCharsets.UTF_8);
    }

    /** Element {@code i} of an array of strings, as its bytes. */
    public byte[] bytes(int i) {
      if (type != ValueType.STRING) {
        throw new IllegalStateException("array of " + type);
      }
      Objects.checkIndex(i, size);
      long start = starts()[i];
      return data.asSlice(start + 8, data.get(LONG, start)).toArray(ValueLayout.JAVA_BYTE);
    }

    private synchronized long[] starts() {
      if (starts.length != size) {
        long[] found = new long[size];
        long at = 0;
        for (int i = 0; i < size; i++) {
          found[i] = at;
          at += 8 + data.get(LONG, at);
        }
        starts = found;
      }
      return starts;
    }
  }
}
