package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** One metadata value: it stays in the mapped file and is decoded when asked for. */
public sealed interface GgufValue {
  /** A string to be written. */
  static Text text(String value) {
    return new Text(MemorySegment.ofArray(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** A whole number to be written, as most hyper-parameters are. */
  static Whole uint32(long value) {
    return new Whole(ValueType.UINT32, value);
  }

  /** A number to be written, as most hyper-parameters are. */
  static Real float32(float value) {
    return new Real(ValueType.FLOAT32, value);
  }

  /** An array of strings to be written. */
  static Array texts(List<String> values) {
    List<byte[]> encoded = values.stream().map(v -> v.getBytes(StandardCharsets.UTF_8)).toList();
    ByteBuffer data = littleEndian(encoded.stream().mapToLong(b -> Long.BYTES + b.length).sum());
    encoded.forEach(bytes -> data.putLong(bytes.length).put(bytes));
    return Array.of(ValueType.STRING, values.size(), data);
  }

  /** An array of 32-bit whole numbers to be written. */
  static Array ints(int... values) {
    ByteBuffer data = littleEndian((long) Integer.BYTES * values.length);
    data.asIntBuffer().put(values);
    return Array.of(ValueType.INT32, values.length, data);
  }

  /** An array of 32-bit floating-point numbers to be written. */
  static Array floats(float... values) {
    ByteBuffer data = littleEndian((long) Float.BYTES * values.length);
    data.asFloatBuffer().put(values);
    return Array.of(ValueType.FLOAT32, values.length, data);
  }

  /** An array of flags to be written. */
  static Array flags(boolean... values) {
    ByteBuffer data = littleEndian(values.length);
    for (boolean value : values) {
      data.put((byte) (value ? 1 : 0));
    }
    return Array.of(ValueType.BOOL, values.length, data);
  }

  private static ByteBuffer littleEndian(long bytes) {
    return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * A whole number that its type can hold.
   *
   * @param value the number; of an unsigned 64-bit one its 64 bits
   */
  record Whole(ValueType type, long value) implements GgufValue {
    public Whole {
      boolean fits =
          switch (type) {
            case UINT8 -> value >= 0 && value < 1 << 8;
            case INT8 -> value == (byte) value;
            case UINT16 -> value >= 0 && value < 1 << 16;
            case INT16 -> value == (short) value;
            case UINT32 -> value >= 0 && value < 1L << 32;
            case INT32 -> value == (int) value;
            case UINT64, INT64 -> true;
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
          };
      if (!fits) {
        throw new IllegalArgumentException(value + " is no " + type);
      }
    }

    /** Whether it is 2^63 or more. */
    boolean exceedsLong() {
      return type == ValueType.UINT64 && value < 0;
    }

    double real() {
      return type == ValueType.UINT64 ? unsigned(value) : value;
    }

    String text() {
      return exceedsLong() ? Long.toUnsignedString(value) : Long.toString(value);
    }

    /** The nearest double of an unsigned number; its lowest bit only decides the rounding. */
    private static double unsigned(long value) {
      return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }
  }

  /** A floating-point number. */
  record Real(ValueType type, double value) implements GgufValue {
    public Real {
      if (type != ValueType.FLOAT32 && type != ValueType.FLOAT64) {
        throw new IllegalArgumentException(value + " is no " + type);
      }
    }
  }

  /** True or false. */
  record Flag(boolean value) implements GgufValue {}

  /** A string, as its UTF-8 bytes in the file. */
  record Text(MemorySegment bytes) implements GgufValue {
    /** The decoded string; malformed UTF-8 becomes U+FFFD. */
    public String value() {
      return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  /**
   * An array whose elements all have one type; may be read by several threads.
   *
   * <p>To ask for elements of another type than the array has is a {@link LlamajarException}: the
   * file is to blame. Arrays of arrays are kept, but their elements cannot be asked for: no model
   * has any.
   */
  final class Array implements GgufValue {
    private final String name;
    private final ValueType type;
    private final int size;
    private final ByteBuffer data;
    // For strings: where each begins (its length field), found on first use.
    private int[] starts = {};

    /**
     * @param name the file and key as errors shall name them
     * @param data the elements' bytes; for strings already walked once, so that their lengths are
     *     known to lie inside it
     */
    Array(String name, ValueType type, int size, MemorySegment data) {
      this.name = name;
      this.type = type;
      this.size = size;
      this.data = data.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Array of(ValueType type, int size, ByteBuffer data) {
      return new Array("an array", type, size, MemorySegment.ofBuffer(data.clear()));
    }

    /** The type of every element. */
    public ValueType type() {
      return type;
    }

    /** The number of elements. */
    public int size() {
      return size;
    }

    /** The elements as they lie in the file. */
    ByteBuffer data() {
      return data.duplicate();
    }

    /** Element {@code i} of an array of whole numbers or flags (0 or 1). */
    public long whole(int i) {
      Objects.checkIndex(i, size);
      return switch (type) {
        case UINT8, BOOL -> Byte.toUnsignedLong(data.get(i));
        case INT8 -> data.get(i);
        case UINT16 -> Short.toUnsignedLong(data.getShort(2 * i));
        case INT16 -> data.getShort(2 * i);
        case UINT32 -> Integer.toUnsignedLong(data.getInt(4 * i));
        case INT32 -> data.getInt(4 * i);
        case UINT64, INT64 -> data.getLong(8 * i);
        case FLOAT32, FLOAT64, STRING, ARRAY -> throw wrong("whole numbers");
      };
    }

    /** Element {@code i} of an array of numbers. */
    public double real(int i) {
      Objects.checkIndex(i, size);
      return switch (type) {
        case FLOAT32 -> data.getFloat(4 * i);
        case FLOAT64 -> data.getDouble(8 * i);
        case UINT64 -> Whole.unsigned(data.getLong(8 * i));
        case STRING, ARRAY -> throw wrong("numbers");
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
        throw wrong("strings");
      }
      Objects.checkIndex(i, size);
      int start = starts()[i];
      byte[] bytes = new byte[(int) data.getLong(start)];
      data.get(start + Long.BYTES, bytes);
      return bytes;
    }

    private synchronized int[] starts() {
      if (starts.length != size) {
        int[] found = new int[size];
        int at = 0;
        for (int i = 0; i < size; i++) {
          found[i] = at;
          at += Long.BYTES + (int) data.getLong(at);
        }
        starts = found;
      }
      return starts;
    }

    private LlamajarException wrong(String wanted) {
      return new LlamajarException(
          name
              + " holds values of type "
              + type
              + " where "
              + wanted
              + " are needed; convert the model again");
    }
  }
}
