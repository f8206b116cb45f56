package io.llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes GGUF bytes one field at a time, so that a test can lie in any of them. */
final class RawGguf {
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  /** Begins with a right magic number and version. */
  static RawGguf header(long tensors, long keys) {
    return new RawGguf().ascii("GGUF").int32(3).int64(tensors).int64(keys);
  }

  RawGguf ascii(String text) {
    bytes.put(text.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  RawGguf int8(int value) {
    bytes.put((byte) value);
    return this;
  }

  RawGguf int32(int value) {
    bytes.putInt(value);
    return this;
  }

  RawGguf int64(long value) {
    bytes.putLong(value);
    return this;
  }

  RawGguf text(String text) {
    return int64(text.length()).ascii(text);
  }

  RawGguf key(String key, ValueType type) {
    return text(key).int32(type.id());
  }

  RawGguf uint32(String key, int value) {
    return key(key, ValueType.UINT32).int32(value);
  }

  /** A tensor in the list, its data at {@code offset} of the data section. */
  RawGguf tensor(String name, GgmlType type, long offset, long... shape) {
    text(name).int32(shape.length);
    for (long dimension : shape) {
      int64(dimension);
    }
    return int32(type.id()).int64(offset);
  }

  /** Pads to the usual alignment, then adds that many bytes of tensor data. */
  RawGguf data(int count) {
    bytes.position((bytes.position() + 31) / 32 * 32 + count);
    return this;
  }

  byte[] bytes() {
    byte[] written = new byte[bytes.position()];
    bytes.get(0, written);
    return written;
  }

  GgufReader.Part read() {
    return GgufReader.read("lying.gguf", MemorySegment.ofArray(bytes()));
  }
}
