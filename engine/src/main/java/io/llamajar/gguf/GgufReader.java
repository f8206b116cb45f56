package io.llamajar.gguf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Walks the mapped bytes of one GGUF file from front to back, believing nothing.
 *
 * <p>It is plain loops, without lambdas and with error messages joined only when thrown: a cold JVM
 * spends more on linking those than on a whole vocabulary.
 */
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

  // The largest models have some 50,000 tensors; each named thing costs us a few objects.
  private static final int MOST_NAMES = 1 << 20;

  private static final int KEY_BYTES = 8 + 1 + 4 + 1; // length, name, type, value: at least
  private static final int TENSOR_BYTES = 8 + 1 + 4 + 8 + 4 + 8; // with one dimension
  private static final int ARRAY_BYTES = 4 + 8; // element type, size

  private static final String TENSOR = "the tensor";
  static final String ALIGNMENT = "general.alignment";

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
    int tensorCount = count("tensors", TENSOR_BYTES);
    int keyCount = count("metadata keys", KEY_BYTES);
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

  private int count(String what, int leastBytes) {
    int count = cursor.count(leastBytes);
    if (count > MOST_NAMES) {
      throw cursor.damaged("it has " + count + " " + what + ", more than " + MOST_NAMES);
    }
    return count;
  }

  private Map<String, GgufValue> values(int count) {
    Map<String, GgufValue> values = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      cursor.enter("the list of metadata keys");
      String key = cursor.name();
      cursor.enter("the value of", key);
      if (values.put(key, value(key, type())) != null) {
        throw cursor.damaged("the metadata key " + Cursor.quote(key) + " occurs twice");
      }
    }
    return values;
  }

  private ValueType type() {
    int id = cursor.int32();
    Optional<ValueType> type = ValueType.of(id);
    if (type.isEmpty()) {
      throw cursor.damaged(cursor.place() + " is of type " + id + ", which does not exist");
    }
    return type.get();
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
      case BOOL -> new GgufValue.Flag(flag());
      case STRING -> new GgufValue.Text(cursor.text());
      case ARRAY -> array(key);
    };
  }

  private boolean flag() {
    byte flag = cursor.int8();
    if (flag != 0 && flag != 1) {
      throw cursor.damaged(cursor.place() + " is a flag of " + flag + ", neither 0 nor 1");
    }
    return flag == 1;
  }

  private GgufValue.Array array(String key) {
    ValueType type = type();
    int size = cursor.count(leastBytes(type));
    int start = cursor.at();
    skip(type, size, 1);
    return new GgufValue.Array(
        new GgufValue.Array.Key(fileName, key), type, size, cursor.since(start));
  }

  private static int leastBytes(ValueType type) {
    return switch (type) {
      case STRING -> Long.BYTES;
      case ARRAY -> ARRAY_BYTES;
      default -> type.bytes();
    };
  }

  /** Steps over the elements of an array, and checks what later readers rely on. */
  private void skip(ValueType type, int size, int depth) {
    if (depth > DEEPEST_ARRAY) {
      throw cursor.damaged(cursor.place() + " nests arrays too deeply");
    }
    switch (type) {
      case STRING -> cursor.skipTexts(size);
      case BOOL -> {
        for (int i = 0; i < size; i++) {
          flag();
        }
      }
      case ARRAY -> {
        for (int i = 0; i < size; i++) {
          ValueType inner = type();
          skip(inner, cursor.count(leastBytes(inner)), depth + 1);
        }
      }
      default -> cursor.take((long) size * type.bytes());
    }
  }

  private Map<String, TensorInfo> tensors(int count, Metadata metadata) {
    List<Listed> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cursor.enter("the list of tensors");
      list.add(listed());
    }
    if (list.isEmpty()) {
      return Map.of(); // a vocabulary alone: there need not be a data section
    }
    long alignment = alignment(metadata);
    long dataStart = Math.ceilDiv(cursor.at(), alignment) * alignment;
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (Listed tensor : list) {
      cursor.enter(TENSOR, tensor.name());
      if (tensors.put(tensor.name(), located(tensor, dataStart, alignment)) != null) {
        throw cursor.damaged(cursor.place() + " occurs twice");
      }
    }
    refuseOverlaps(list);
    return tensors;
  }

  private Listed listed() {
    String name = cursor.name();
    cursor.enter(TENSOR, name);
    int dimensions = cursor.int32();
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw cursor.damaged(
          cursor.place()
              + " has "
              + Integer.toUnsignedString(dimensions)
              + " dimensions, not 1 to 4");
    }
    Long[] shape = new Long[dimensions];
    for (int d = 0; d < dimensions; d++) {
      shape[d] = cursor.int64();
      if (shape[d] < 1) {
        throw cursor.damaged(cursor.place() + " has a dimension of " + shape[d]);
      }
    }
    GgmlType type = tensorType(cursor.int32());
    List<Long> dims = List.of(shape);
    return new Listed(name, type, dims, bytes(type, dims), cursor.int64());
  }

  private GgmlType tensorType(int id) {
    Optional<GgmlType> type = GgmlType.of(id);
    if (type.isPresent()) {
      return type.get();
    }
    String what = cursor.place() + " is of type " + id + ", which ";
    throw GgmlType.isWithdrawn(id)
        ? cursor.error(what + "llama.cpp has withdrawn", "download or convert a newer file")
        : cursor.error(
            what + "is not known here", "update Llamajar, or download another quantisation");
  }

  /** The bytes of a tensor: at most those of the file, so that no product overflows. */
  private long bytes(GgmlType type, List<Long> shape) {
    long row = shape.getFirst();
    if (row % type.blockValues() != 0) {
      throw cursor.damaged(
          cursor.place()
              + " has rows of "
              + row
              + " values, not a multiple of "
              + type.blockValues()
              + ", the block of "
              + type);
    }
    long bytes = grown(type.blockBytes(), row / type.blockValues());
    for (int d = 1; d < shape.size(); d++) {
      bytes = grown(bytes, shape.get(d));
    }
    return bytes;
  }

  private long grown(long bytes, long times) {
    if (times > file.byteSize() / bytes) {
      throw cursor.incomplete(cursor.place() + " is larger than the whole file");
    }
    return bytes * times;
  }

  private long alignment(Metadata metadata) {
    long alignment = metadata.findWhole(ALIGNMENT).orElse(DEFAULT_ALIGNMENT);
    if (!isAlignment(alignment)) {
      throw cursor.damaged(
          ALIGNMENT
              + " is "
              + alignment
              + ", not a power of two from "
              + SMALLEST_ALIGNMENT
              + " to "
              + LARGEST_ALIGNMENT);
    }
    return alignment;
  }

  static boolean isAlignment(long bytes) {
    return Long.bitCount(bytes) == 1 && bytes >= SMALLEST_ALIGNMENT && bytes <= LARGEST_ALIGNMENT;
  }

  private TensorInfo located(Listed tensor, long dataStart, long alignment) {
    if (tensor.offset() % alignment != 0) {
      throw cursor.damaged(
          cursor.place()
              + " begins at "
              + Long.toUnsignedString(tensor.offset())
              + ", not a multiple of the alignment "
              + alignment);
    }
    long left = file.byteSize() - dataStart - tensor.bytes();
    if (tensor.offset() < 0 || tensor.offset() > left) {
      throw cursor.incomplete(cursor.place() + " lies beyond the end of the file");
    }
    MemorySegment data = file.asSlice(dataStart + tensor.offset(), tensor.bytes());
    return new TensorInfo(tensor.name(), tensor.type(), tensor.shape(), data);
  }

  private void refuseOverlaps(List<Listed> list) {
    NavigableMap<Long, Listed> ordered = new TreeMap<>();
    for (Listed tensor : list) {
      ordered.put(tensor.offset(), tensor);
    }
    for (Listed tensor : list) {
      Map.Entry<Long, Listed> last = ordered.lowerEntry(tensor.offset() + tensor.bytes());
      if (!last.getValue().name().equals(tensor.name())) {
        throw cursor.damaged(
            "the tensors "
                + Cursor.quote(tensor.name())
                + " and "
                + Cursor.quote(last.getValue().name())
                + " overlap");
      }
    }
  }
}
