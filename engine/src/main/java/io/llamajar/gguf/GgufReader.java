package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Walks the mapped bytes of one GGUF file from front to back, believing nothing. */
final class GgufReader {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int MAGIC = 0x46554747; // "GGUF"

  private final MemorySegment file;
  private long at;

  private GgufReader(MemorySegment file) {
    this.file = file;
  }

  static Gguf open(GgufSource source) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(source.file(), StandardOpenOption.READ)) {
      long length = source.length() < 0 ? channel.size() - source.offset() : source.length();
      MemorySegment mapped =
          channel.map(FileChannel.MapMode.READ_ONLY, source.offset(), length, arena);
      return new GgufReader(mapped).read(arena);
    } catch (IOException e) {
      arena.close();
      throw new LlamajarException("Cannot read " + source.file() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private Gguf read(Arena arena) {
    if (file.byteSize() < 24 || int32() != MAGIC) {
      throw new LlamajarException("Not a GGUF file");
    }
    int version = int32();
    long tensorCount = int64();
    long valueCount = int64();
    Map<String, GgufValue> values = new LinkedHashMap<>();
    for (long i = 0; i < valueCount; i++) {
      String key = text().value();
      ValueType type = ValueType.of(int32()).orElseThrow();
      values.put(key, value(type));
    }
    Metadata metadata = new Metadata(values);
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    record Raw(String name, GgmlType type, List<Long> shape, long offset) {}
    Raw[] raws = new Raw[Math.toIntExact(tensorCount)];
    for (int i = 0; i < raws.length; i++) {
      String name = text().value();
      int dimensions = int32();
      List<Long> shape = new ArrayList<>();
      for (int d = 0; d < dimensions; d++) {
        shape.add(int64());
      }
      GgmlType type = GgmlType.of(int32()).orElseThrow();
      raws[i] = new Raw(name, type, shape, int64());
    }
    int alignment = metadata.integer("general.alignment", 32);
    long base = (at + alignment - 1) / alignment * alignment;
    for (Raw raw : raws) {
      long count = 1;
      for (long d : raw.shape()) {
        count *= d;
      }
      long bytes = count / raw.type().blockValues() * raw.type().blockBytes();
      MemorySegment data = file.asSlice(base + raw.offset(), bytes);
      tensors.put(raw.name(), new TensorInfo(raw.name(), raw.type(), raw.shape(), data));
    }
    return new Gguf(version, metadata, tensors, arena);
  }

  private GgufValue value(ValueType type) {
    return switch (type) {
      case UINT8 -> new GgufValue.Whole(type, take(1).get(ValueLayout.JAVA_BYTE, 0) & 0xff);
      case INT8 -> new GgufValue.Whole(type, take(1).get(ValueLayout.JAVA_BYTE, 0));
      case UINT16 -> new GgufValue.Whole(type, int16() & 0xffff);
      case INT16 -> new GgufValue.Whole(type, int16());
      case UINT32 -> new GgufValue.Whole(type, Integer.toUnsignedLong(int32()));
      case INT32 -> new GgufValue.Whole(type, int32());
      case UINT64, INT64 -> new GgufValue.Whole(type, int64());
      case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(int32()));
      case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(int64()));
      case BOOL -> new GgufValue.Flag(take(1).get(ValueLayout.JAVA_BYTE, 0) != 0);
      case STRING -> text();
      case ARRAY -> array();
    };
  }

  private GgufValue array() {
    ValueType type = ValueType.of(int32()).orElseThrow();
    int size = Math.toIntExact(int64());
    long start = at;
    if (type == ValueType.STRING) {
      for (int i = 0; i < size; i++) {
        text();
      }
    } else {
      take((long) size * type.bytes());
    }
    return new GgufValue.Array(type, size, file.asSlice(start, at - start));
  }

  private GgufValue.Text text() {
    return new GgufValue.Text(take(int64()));
  }

  private short int16() {
    return take(2).get(ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
  }

  private int int32() {
    return take(4).get(INT, 0);
  }

  private long int64() {
    return take(8).get(GgufValue.Array.LONG, 0);
  }

  private MemorySegment take(long bytes) {
    MemorySegment taken = file.asSlice(at, bytes);
    at += bytes;
    return taken;
  }
}
