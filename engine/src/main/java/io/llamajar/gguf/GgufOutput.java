package io.llamajar.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes the primitive parts of a GGUF file: little-endian numbers, strings, values, padding.
 *
 * <p>What the file system refuses is a {@link io.llamajar.LlamajarException}.
 */
final class GgufOutput implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path path;
  private final FileChannel file;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private long flushed;

  GgufOutput(Path path) {
    this.path = path;
    try {
      this.file =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw FileAccess.unwritable(path, e);
    }
  }

  void int32(int value) {
    room(Integer.BYTES).putInt(value);
  }

  void int64(long value) {
    room(Long.BYTES).putLong(value);
  }

  void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int64(bytes.length);
    bytes(MemorySegment.ofArray(bytes));
  }

  /** A key, the type of its value, and the value. */
  void entry(String key, GgufValue value) {
    text(key);
    switch (value) {
      case GgufValue.Whole whole -> {
        int32(whole.type().id());
        whole(whole.type(), whole.value());
      }
      case GgufValue.Real real -> {
        int32(real.type().id());
        if (real.type() == ValueType.FLOAT32) {
          int32(Float.floatToRawIntBits((float) real.value()));
        } else {
          int64(Double.doubleToRawLongBits(real.value()));
        }
      }
      case GgufValue.Flag flag -> {
        int32(ValueType.BOOL.id());
        room(1).put((byte) (flag.value() ? 1 : 0));
      }
      case GgufValue.Text text -> {
        int32(ValueType.STRING.id());
        int64(text.bytes().byteSize());
        bytes(text.bytes());
      }
      case GgufValue.Array array -> {
        int32(ValueType.ARRAY.id());
        int32(array.type().id());
        int64(array.size());
        bytes(MemorySegment.ofBuffer(array.data()));
      }
    }
  }

  private void whole(ValueType type, long value) {
    switch (type.bytes()) {
      case 1 -> room(1).put((byte) value);
      case 2 -> room(2).putShort((short) value);
      case 4 -> room(4).putInt((int) value);
      default -> room(8).putLong(value);
    }
  }

  /** Bytes as they are, however many, from any kind of segment. */
  void bytes(MemorySegment bytes) {
    for (long at = 0; at < bytes.byteSize(); ) {
      int count = (int) Math.min(bytes.byteSize() - at, BUFFER_BYTES);
      MemorySegment.copy(bytes, at, MemorySegment.ofBuffer(room(count)), 0, count);
      buffer.position(buffer.position() + count);
      at += count;
    }
  }

  /** How many bytes were given so far. */
  long position() {
    return flushed + buffer.position();
  }

  /** Zeros up to the next multiple of the alignment. */
  void align(int alignment) {
    long padding = Math.ceilDiv(position(), alignment) * alignment - position();
    for (long i = 0; i < padding; i++) {
      room(1).put((byte) 0);
    }
  }

  /** Brings everything to the disk: only then may the file get its name. */
  void finish() {
    try {
      flush();
      file.force(false);
    } catch (IOException e) {
      throw FileAccess.unwritable(path, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw FileAccess.unwritable(path, e);
    }
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      try {
        flush();
      } catch (IOException e) {
        throw FileAccess.unwritable(path, e);
      }
    }
    return buffer;
  }

  private void flush() throws IOException {
    buffer.flip();
    flushed += buffer.remaining();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }
}
