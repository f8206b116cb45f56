package io.llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Walks the mapped bytes of one GGUF file from front to back, believing nothing. */
final class GgufReader {
  /** What one file holds; a split model is several of them. */
  record Part(int version, Metadata metadata, Map<String, TensorInfo> tensors) {}

  /** A tensor as the header lists it: its data lie {@code offset} bytes into the data section. */
  private record Listed(String name, GgmlType type, List<Long> shape, long bytes, long offset) {}

  static final int MAGIC = 0x46554747; // "GGUF"
  static final int DEFAULT_ALIGNMENT = 32;
  static final int MOST_DIMENSIONS = 4;

  // The specification wants a multiple of 8; more than a few huge pages would only be padding.
  private static final long SMALLEST_ALIGNMENT = 8;
  private static final long LARGEST_ALIGNMENT = 16 << 20;

  // No model nests arrays at all; the limit keeps a lying file from exhausting the stack.
  private static final int DEEPEST_ARRAY = 8;

  private static final int KEY_BYTES = 8 + 1 + 4 + 1; // length, name, type, value: at least
  private static final int TENSOR_BYTES = 8 + 1 + 4 + 8 + 4 + 8; // with one dimension
  private static final int ARRAY_BYTES = 4 + 8; // element type, size

  private final String fileName;
  private final MemorySegment file;
  private final Cursor cursor;

  private GgufReader(String fileName, MemorySegment file) {
    this.fileName = fileName;
    this.file = file;
    this.cursor = new Cursor(fileName, file);
  }

  /**
   * Parses a file; nothing is copied.
   *
   * @param fileName as errors shall name it
   * @throws io.llamajar.LlamajarException if it is not a GGUF file, is truncated, or lies
   */
  static Part read(String fileName, MemorySegment file) {
    return new GgufReader(fileName, file).part();
  }

  private Part part() {
    if (cursor.remaining() < 4 || cursor.int32() != MAGIC) {
      throw cursor.error("this is not a GGUF file", FileLook.advice(file));
    }
    int version = version();
    int tensorCount = cursor.count(TENSOR_BYTES);
    int keyCount = cursor.count(KEY_BYTES);
    Metadata metadata = new Metadata(fileName, values(keyCount));
    return new Part(version, metadata, tensors(tensorCount, metadata));
  }

  private int version() {
    int version = cursor.int32();
    if (version == 2 || version == 3) {
      return version;
    }
    if (version == 1) {
      throw cursor.error("this is GGUF version 1, of 2023", "download or convert a newer file");
    }
    if (version != 0 && (version & 0xffff) == 0) {
      throw cursor.error(
          "this GGUF file is for big-endian machines", "download or convert a little-endian one");
    }
    if (version > 3) {
      throw cursor.error(
          "this is GGUF version " + version + ", newer than the versions 2 and 3 known here",
          "update Llamajar, or download an older file");
    }
    throw cursor.damaged("GGUF version " + version + " does not exist");
  }

  private Map<String, GgufValue> values(int count) {
    Map<String, GgufValue> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      cursor.enter("metadata key " + (i + 1) + " of " + count);
      String key = cursor.name();
      String place = "the value of " + Cursor.quote(key);
      cursor.enter(place);
      if (values.put(key, value(key, type(place))) != null) {
        throw cursor.damaged("the metadata key " + Cursor.quote(key) + " occurs twice");
      }
    }
    return values;
  }

  private ValueType type(String place) {
    int id = cursor.int32();
    return ValueType.of(id)
        .orElseThrow(() -> cursor.damaged(place + " is of type " + id + ", which does not exist"));
  }

  private GgufValue value(String key, ValueType type) {
    return switch (type) {
      case UINT8 -> new GgufValue.Whole(type, Byte.toUnsignedInt(cursor.int8()));
      case INT8 -> new GgufValue.Whole(type, cursor.int8());
      case UINT16 -> new GgufValue.Whole(type, Short.toUnsignedInt(cursor.int16()));
      case INT16 -> new GgufValue.Whole(type, cursor.int16());
      case UINT32 -> new GgufValue.Whole(type, Integer.toUnsignedLong(cursor.int32()));
      case INT32 -> new GgufValue.Whole(type, cursor.int32());
      case UINT64, INT64 -> new GgufValue.Whole(type, cursor.int64());
      case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(cursor.int32()));
      case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(cursor.int64()));
      case BOOL -> new GgufValue.Flag(flag(key));
      case STRING -> new GgufValue.Text(cursor.text());
      case ARRAY -> array(key);
    };
  }

  private boolean flag(String key) {
    byte flag = cursor.int8();
    if (flag != 0 && flag != 1) {
      throw cursor.damaged(
          Cursor.quote(key) + " is a flag with the value " + flag + ", neither 0 nor 1");
    }
    return flag == 1;
  }

  private GgufValue.Array array(String key) {
    ValueType type = type("an element of " + Cursor.quote(key));
    int size = cursor.count(leastBytes(type));
    int start = cursor.at();
    skip(key, type, size, 1);
    String name = fileName + ": " + Cursor.quote(key);
    return new GgufValue.Array(name, type, size, cursor.since(start));
  }

  private static int leastBytes(ValueType type) {
    return switch (type) {
      case STRING -> Long.BYTES;
      case ARRAY -> ARRAY_BYTES;
      default -> type.bytes();
    };
  }

  /** Steps over the elements of an array, and checks what later readers rely on. */
  private void skip(String key, ValueType type, int size, int depth) {
    if (depth > DEEPEST_ARRAY) {
      throw cursor.damaged(Cursor.quote(key) + " nests arrays too deeply");
    }
    switch (type) {
      case STRING -> {
        for (int i = 0; i < size; i++) {
          cursor.take(cursor.int64());
        }
      }
      case BOOL -> {
        for (int i = 0; i < size; i++) {
          flag(key);
        }
      }
      case ARRAY -> {
        for (int i = 0; i < size; i++) {
          ValueType inner = type("an element of " + Cursor.quote(key));
          skip(key, inner, cursor.count(leastBytes(inner)), depth + 1);
        }
      }
      default -> cursor.take((long) size * type.bytes());
    }
  }

  private Map<String, TensorInfo> tensors(int count, Metadata metadata) {
    List<Listed> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cursor.enter("tensor " + (i + 1) + " of " + count + " in its list");
      list.add(listed());
    }
    if (list.isEmpty()) {
      return Map.of(); // a vocabulary alone: there need not be a data section
    }
    long alignment = alignment(metadata);
    long dataStart = Math.ceilDiv(cursor.at(), alignment) * alignment;
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (Listed tensor : list) {
      if (tensors.put(tensor.name(), located(tensor, dataStart, alignment)) != null) {
        throw cursor.damaged("the tensor " + Cursor.quote(tensor.name()) + " occurs twice");
      }
    }
    refuseOverlaps(list);
    return tensors;
  }

  private Listed listed() {
    String name = cursor.name();
    String quoted = "the tensor " + Cursor.quote(name);
    cursor.enter(quoted + " in its list");
    int dimensions = cursor.int32();
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw cursor.damaged(
          quoted + " has " + Integer.toUnsignedString(dimensions) + " dimensions, not 1 to 4");
    }
    Long[] shape = new Long[dimensions];
    for (int d = 0; d < dimensions; d++) {
      shape[d] = cursor.int64();
      if (shape[d] < 1) {
        throw cursor.damaged(quoted + " has a dimension of " + shape[d]);
      }
    }
    GgmlType type = tensorType(quoted, cursor.int32());
    List<Long> dims = List.of(shape);
    return new Listed(name, type, dims, bytes(quoted, type, dims), cursor.int64());
  }

  private GgmlType tensorType(String quoted, int id) {
    return GgmlType.of(id)
        .orElseThrow(() ->
            GgmlType.isWithdrawn(id)
                ? cursor.error(
                    quoted + " is of type " + id + ", which llama.cpp has withdrawn",
                    "download or convert a newer file")
                : cursor.error(
                    quoted + " is of type " + id + ", which is not known here",
                    "update Llamajar, or download another quantisation"));
  }

  /** The bytes of a tensor: at most those of the file, so that no product overflows. */
  private long bytes(String quoted, GgmlType type, List<Long> shape) {
    long row = shape.getFirst();
    if (row % type.blockValues() != 0) {
      throw cursor.damaged(
          quoted
              + " has rows of "
              + row
              + " values, not a multiple of "
              + type.blockValues()
              + ", the block of "
              + type);
    }
    long bytes = type.blockBytes();
    bytes = grown(quoted, bytes, row / type.blockValues());
    for (long dimension : shape.subList(1, shape.size())) {
      bytes = grown(quoted, bytes, dimension);
    }
    return bytes;
  }

  private long grown(String quoted, long bytes, long times) {
    if (times > file.byteSize() / bytes) {
      throw cursor.error(
          quoted + " is larger than the whole file",
          "it is incomplete or damaged, download or convert it again");
    }
    return bytes * times;
  }

  private long alignment(Metadata metadata) {
    long alignment = metadata.findWhole("general.alignment").orElse(DEFAULT_ALIGNMENT);
    if (!isAlignment(alignment)) {
      throw cursor.damaged(
          "general.alignment is " + alignment + ", not a power of two from 8 to 16777216");
    }
    return alignment;
  }

  static boolean isAlignment(long bytes) {
    return Long.bitCount(bytes) == 1 && bytes >= SMALLEST_ALIGNMENT && bytes <= LARGEST_ALIGNMENT;
  }

  private TensorInfo located(Listed tensor, long dataStart, long alignment) {
    String quoted = "the tensor " + Cursor.quote(tensor.name());
    if (tensor.offset() % alignment != 0) {
      throw cursor.damaged(
          quoted
              + " begins at "
              + Long.toUnsignedString(tensor.offset())
              + ", not a multiple of the alignment "
              + alignment);
    }
    long left = file.byteSize() - dataStart - tensor.bytes();
    if (tensor.offset() < 0 || tensor.offset() > left) {
      throw cursor.error(
          quoted + " lies beyond the end of the file",
          "it is incomplete or damaged, download or convert it again");
    }
    MemorySegment data = file.asSlice(dataStart + tensor.offset(), tensor.bytes());
    return new TensorInfo(tensor.name(), tensor.type(), tensor.shape(), data);
  }

  private void refuseOverlaps(List<Listed> list) {
    List<Listed> ordered = new ArrayList<>(list);
    ordered.sort(Comparator.comparingLong(Listed::offset));
    for (int i = 1; i < ordered.size(); i++) {
      Listed left = ordered.get(i - 1);
      Listed right = ordered.get(i);
      if (right.offset() - left.offset() < left.bytes()) {
        throw cursor.damaged(
            "the tensors "
                + Cursor.quote(left.name())
                + " and "
                + Cursor.quote(right.name())
                + " overlap");
      }
    }
  }
}
