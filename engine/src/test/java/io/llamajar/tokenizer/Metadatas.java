package io.llamajar.tokenizer;

import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.Metadata;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metadata made for tests. */
final class Metadatas {
  private Metadatas() {}

  /** A copy with some strings replaced. */
  static Metadata with(Metadata metadata, Map<String, String> texts) {
    Map<String, GgufValue> values = new LinkedHashMap<>();
    metadata.keys().forEach(key -> values.put(key, metadata.find(key).orElseThrow()));
    texts.forEach((key, text) -> values.put(key, text(text)));
    return new Metadata(values);
  }

  static GgufValue.Text text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new GgufValue.Text(MemorySegment.ofArray(bytes));
  }
}
