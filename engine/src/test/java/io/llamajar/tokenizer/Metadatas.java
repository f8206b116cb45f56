package io.llamajar.tokenizer;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.Metadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metadata made for tests. */
final class Metadatas {
  private static final int INT8 = 1;
  private static final int INT32 = 5;
  private static final int FLOAT32 = 6;
  private static final int BOOL = 7;
  private static final int STRING = 8;
  private static final int ARRAY = 9;

  private Metadatas() {}

  /** A copy with some strings replaced. */
  static Metadata with(Metadata metadata, Map<String, String> texts) {
    Map<String, GgufValue> values = new LinkedHashMap<>();
    metadata.keys().forEach(key -> values.put(key, metadata.find(key).orElseThrow()));
    texts.forEach(
        (key, text) -> values.put(key, new GgufValue.Text(MemorySegment.ofArray(utf8(text)))));
    return new Metadata(values);
  }

  /**
   * A GGUF file with these values: strings, ints, flags, and lists of strings, bytes, ints or
   * floats.
   */
  static Gguf gguf(Path folder, Map<String, Object> values) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(utf8("GGUF"));
    file.writeBytes(little(4).putInt(3).array());
    file.writeBytes(little(16).putLong(0).putLong(values.size()).array());
    values.forEach((key, value) -> {
      writeText(file, key);
      file.writeBytes(little(4).putInt(type(value)).array());
      write(file, value);
    });
    file.writeBytes(new byte[32]);
    try {
      Path path = Files.createTempFile(folder, "made", ".gguf");
      Files.write(path, file.toByteArray());
      return Gguf.open(GgufSource.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int type(Object value) {
    return switch (value) {
      case Byte b -> INT8;
      case Integer i -> INT32;
      case Float f -> FLOAT32;
      case Boolean b -> BOOL;
      case String s -> STRING;
      case List<?> l -> ARRAY;
      default -> throw new IllegalArgumentException("no GGUF type for " + value);
    };
  }

  private static void write(ByteArrayOutputStream file, Object value) {
    switch (value) {
      case Byte b -> file.write(b);
      case Integer i -> file.writeBytes(little(4).putInt(i).array());
      case Float f -> file.writeBytes(little(4).putFloat(f).array());
      case Boolean b -> file.write(b ? 1 : 0);
      case String s -> writeText(file, s);
      case List<?> list -> {
        int type = list.isEmpty() ? STRING : type(list.getFirst());
        file.writeBytes(little(12).putInt(type).putLong(list.size()).array());
        list.forEach(element -> write(file, element));
      }
      default -> throw new IllegalArgumentException("no GGUF type for " + value);
    }
  }

  private static void writeText(ByteArrayOutputStream file, String text) {
    file.writeBytes(little(8).putLong(utf8(text).length).array());
    file.writeBytes(utf8(text));
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
