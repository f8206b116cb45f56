package io.llamajar.gguf;

import io.llamajar.LlamajarException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes metadata and tensors as a GGUF file (version 3), or as a set of files.
 *
 * <p>A file appears under its name only when it is complete: it is written beside that name and
 * then renamed. A model may so be written over the file that it is read from.
 */
public final class GgufWriter {
  private static final int VERSION = 3;

  /** The bytes of a tensor, one after another: it may be too large to be held. */
  @FunctionalInterface
  public interface Content {
    /**
     * Called when the tensor is written.
     *
     * @param out takes the bytes in pieces of any size; a piece may be reused for the next
     */
    void writeTo(Consumer<MemorySegment> out);
  }

  /** A tensor to be written; its bytes are asked for only then. */
  private record Pending(
      String name, GgmlType type, List<Long> shape, long bytes, Content content) {}

  private final Map<String, GgufValue> values = new LinkedHashMap<>();
  private final Map<String, Pending> tensors = new LinkedHashMap<>();

  /**
   * Sets a metadata value. The key {@code general.alignment} also aligns the tensors.
   *
   * @throws IllegalArgumentException if the key is empty, or the alignment no power of two from 8
   *     to 16 MiB
   */
  public GgufWriter put(String key, GgufValue value) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a metadata key must not be empty");
    }
    if (key.equals(GgufReader.ALIGNMENT)
        && !(value instanceof GgufValue.Whole whole && GgufReader.isAlignment(whole.value()))) {
      throw new IllegalArgumentException(value + " is no alignment");
    }
    values.put(key, value);
    return this;
  }

  /** Sets all values of another file, but not those that tell how it was split. */
  public GgufWriter putAll(Metadata metadata) {
    for (String key : metadata.keys()) {
      if (!SplitModel.isKey(key)) {
        metadata.find(key).ifPresent(value -> put(key, value));
      }
    }
    return this;
  }

  /** Adds a tensor as it is. */
  public GgufWriter tensor(TensorInfo tensor) {
    return tensor(tensor.name(), tensor.type(), tensor.shape(), tensor::data);
  }

  /**
   * Adds a tensor.
   *
   * @param shape 1 to 4 dimensions, the contiguous one first
   * @param data gives its bytes when they are written, so that not all need to be held at once
   * @throws IllegalArgumentException if the name is empty or taken, or the shape does not fit the
   *     type
   */
  public GgufWriter tensor(
      String name, GgmlType type, List<Long> shape, Supplier<MemorySegment> data) {
    return tensor(name, type, shape, out -> out.accept(data.get()));
  }

  /**
   * Adds a tensor that comes in pieces.
   *
   * @param shape 1 to 4 dimensions, the contiguous one first
   * @throws IllegalArgumentException if the name is empty or taken, or the shape does not fit the
   *     type
   */
  public GgufWriter tensor(String name, GgmlType type, List<Long> shape, Content content) {
    if (name.isEmpty() || tensors.containsKey(name)) {
      throw new IllegalArgumentException("the name '" + name + "' is empty or taken");
    }
    List<Long> dimensions = List.copyOf(shape);
    tensors.put(name, new Pending(name, type, dimensions, bytes(name, type, dimensions), content));
    return this;
  }

  private static long bytes(String name, GgmlType type, List<Long> shape) {
    if (shape.isEmpty()
        || shape.size() > GgufReader.MOST_DIMENSIONS
        || shape.stream().anyMatch(d -> d < 1)
        || shape.getFirst() % type.blockValues() != 0) {
      throw new IllegalArgumentException(
          "the tensor '" + name + "' of type " + type + " cannot have the shape " + shape);
    }
    long blocks = shape.getFirst() / type.blockValues();
    for (long dimension : shape.subList(1, shape.size())) {
      blocks = Math.multiplyExact(blocks, dimension);
    }
    return Math.multiplyExact(blocks, type.blockBytes());
  }

  /**
   * Writes one file, over what is there.
   *
   * @throws LlamajarException if that fails; what was there is still there then
   */
  public void write(Path file) {
    Path partial = beside(file);
    try {
      writePart(partial, values, List.copyOf(tensors.values()));
      rename(partial, file);
    } finally {
      discard(partial);
    }
  }

  /**
   * Writes the parts {@code NAME-00001-of-00003.gguf} and so on; the first has the metadata.
   *
   * @param mostBytes of tensors in a part; a single tensor may exceed it
   * @return the parts in order
   * @throws LlamajarException if that fails
   */
  public List<Path> writeSplit(Path directory, String name, long mostBytes) {
    List<List<Pending>> parts = parts(mostBytes);
    List<Path> files = new ArrayList<>();
    for (int number = 0; number < parts.size(); number++) {
      files.add(directory.resolve(name + SplitModel.ending(number, parts.size())));
    }
    try {
      for (int number = 0; number < parts.size(); number++) {
        writePart(beside(files.get(number)), values(number, parts.size()), parts.get(number));
      }
      files.forEach(file -> rename(beside(file), file));
    } finally {
      files.forEach(file -> discard(beside(file)));
    }
    return files;
  }

  private List<List<Pending>> parts(long mostBytes) {
    List<List<Pending>> parts = new ArrayList<>();
    List<Pending> part = new ArrayList<>();
    long bytes = 0;
    for (Pending tensor : tensors.values()) {
      if (!part.isEmpty() && tensor.bytes() > mostBytes - bytes) {
        parts.add(part);
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(tensor);
      bytes += tensor.bytes();
    }
    parts.add(part);
    return parts;
  }

  private Map<String, GgufValue> values(int number, int count) {
    Map<String, GgufValue> ofPart = new LinkedHashMap<>();
    if (number == 0) {
      ofPart.putAll(values);
    } else if (values.containsKey(GgufReader.ALIGNMENT)) {
      ofPart.put(GgufReader.ALIGNMENT, values.get(GgufReader.ALIGNMENT));
    }
    // The types that llama.cpp's gguf-split writes.
    ofPart.put(SplitModel.NUMBER, new GgufValue.Whole(ValueType.UINT16, number));
    ofPart.put(SplitModel.COUNT, new GgufValue.Whole(ValueType.UINT16, count));
    ofPart.put(SplitModel.TENSORS, new GgufValue.Whole(ValueType.INT32, tensors.size()));
    return ofPart;
  }

  private static void writePart(Path file, Map<String, GgufValue> values, List<Pending> tensors) {
    try (GgufOutput out = new GgufOutput(file)) {
      out.int32(GgufReader.MAGIC);
      out.int32(VERSION);
      out.int64(tensors.size());
      out.int64(values.size());
      values.forEach(out::entry);
      int alignment =
          new Metadata(values).integer(GgufReader.ALIGNMENT, GgufReader.DEFAULT_ALIGNMENT);
      long offset = 0;
      for (Pending tensor : tensors) {
        list(out, tensor, offset);
        offset = Math.ceilDiv(offset + tensor.bytes(), alignment) * alignment;
      }
      for (Pending tensor : tensors) {
        out.align(alignment);
        content(out, tensor);
      }
      out.align(alignment);
      out.finish();
    }
  }

  private static void list(GgufOutput out, Pending tensor, long offset) {
    out.text(tensor.name());
    out.int32(tensor.shape().size());
    tensor.shape().forEach(out::int64);
    out.int32(tensor.type().id());
    out.int64(offset);
  }

  private static void content(GgufOutput out, Pending tensor) {
    long begin = out.position();
    tensor.content().writeTo(out::bytes);
    long bytes = out.position() - begin;
    if (bytes != tensor.bytes()) {
      throw new IllegalStateException(
          "the tensor '%s' needs %d bytes, not %d".formatted(tensor.name(), tensor.bytes(), bytes));
    }
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".partial");
  }

  private static void rename(Path partial, Path file) {
    try {
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw FileAccess.unwritable(file, e);
    }
  }

  private static void discard(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // It is overwritten by the next attempt; why this one failed is the better message.
    }
  }
}
