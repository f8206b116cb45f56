package io.llamajar.cli;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.TensorInfo;
import io.llamajar.pack.PackedFile;
import io.llamajar.tools.TypeSum;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * What is in a GGUF file, for people and as JSON.
 *
 * @param file where it lies
 * @param sums its tensors, type by type
 * @param obstacle why it cannot be run
 * @param sandbox what running it may do here
 */
record Inventory(
    Place file, Gguf gguf, List<TypeSum> sums, Optional<String> obstacle, String sandbox) {

  /**
   * Where a GGUF lies.
   *
   * @param name what it is called
   * @param bytes its size
   * @param packed the file with the program that it is in
   */
  record Place(String name, long bytes, Optional<PackedFile> packed) {}

  private long parameters() {
    return sums.stream().mapToLong(TypeSum::parameters).sum();
  }

  private long weightBytes() {
    return sums.stream().mapToLong(TypeSum::bytes).sum();
  }

  /** Several aligned tables, and whether it runs. */
  String text(boolean all) {
    Formatter text = new Formatter(Locale.ROOT);
    summary(text);
    metadata(text, new Values(all));
    tensors(text);
    types(text);
    String verdict = obstacle.map(why -> "cannot run it: " + why).orElse("can run it.");
    text.format("\nLlamajar %s\n", Lines.single(verdict));
    return text.format("Sandbox: %s.\n", sandbox).toString();
  }

  private void summary(Formatter text) {
    text.format("file        %s\n", Lines.single(file.name()));
    file.packed().ifPresent(packed -> packed(text, packed));
    text.format("format      GGUF version %d\n", gguf.version());
    text.format("size        %,d bytes\n", file.bytes());
    text.format("parameters  %,d\n", parameters());
    if (parameters() > 0) {
      double bits = (double) Byte.SIZE * weightBytes() / parameters();
      text.format("weights     %,d bytes, %.2f bits per parameter\n", weightBytes(), bits);
    }
  }

  private static void packed(Formatter text, PackedFile packed) {
    text.format("packed in   %s\n", Lines.single(packed.file().toString()));
    text.format("with        %s\n", Lines.single(String.join(", ", packed.models())));
    String words = packed.arguments().orElse("").strip();
    text.format("started as  %s\n", Lines.single(words));
  }

  private void metadata(Formatter text, Values values) {
    text.format("\n%d metadata keys\n", gguf.metadata().keys().size());
    for (String key : gguf.metadata().keys()) {
      String value = gguf.metadata().find(key).map(values::text).orElseThrow();
      text.format("  %s = %s\n", Lines.single(key), value);
    }
  }

  private void tensors(Formatter text) {
    text.format("\n%d tensors\n", gguf.tensors().size());
    int widest = gguf.tensors().stream().mapToInt(t -> t.name().length()).max().orElse(1);
    String layout = "  %-" + widest + "s  %-7s %,15d bytes  %s\n";
    for (TensorInfo tensor : gguf.tensors()) {
      long bytes = tensor.data().byteSize();
      text.format(layout, Lines.single(tensor.name()), tensor.type(), bytes, tensor.shapeText());
    }
  }

  private void types(Formatter text) {
    text.format("\n%d types\n", sums.size());
    for (TypeSum sum : sums) {
      text.format("  %-7s %,7d tensors ", sum.type(), sum.tensors());
      text.format("%,15d parameters %,15d bytes\n", sum.parameters(), sum.bytes());
    }
  }

  /** The same as one object. */
  String json(boolean all) {
    return Json.of(json -> {
      json.writeStartObject();
      json.writeStringProperty("file", file.name());
      file.packed().ifPresent(packed -> packed(json, packed));
      json.writeNumberProperty("version", gguf.version());
      json.writeNumberProperty("fileBytes", file.bytes());
      json.writeNumberProperty("parameters", parameters());
      json.writeNumberProperty("weightBytes", weightBytes());
      json.writeBooleanProperty("runs", obstacle.isEmpty());
      obstacle.ifPresent(why -> json.writeStringProperty("obstacle", why));
      json.writeStringProperty("sandbox", sandbox);
      metadata(json, new Values(all));
      tensors(json);
      types(json);
      json.writeEndObject();
    });
  }

  private static void packed(JsonGenerator json, PackedFile packed) {
    json.writeObjectPropertyStart("packed");
    json.writeStringProperty("file", packed.file().toString());
    json.writeArrayPropertyStart("models");
    packed.models().forEach(json::writeString);
    json.writeEndArray();
    json.writeStringProperty("arguments", packed.arguments().orElse(""));
    json.writeEndObject();
  }

  private void metadata(JsonGenerator json, Values values) {
    json.writeObjectPropertyStart("metadata");
    for (String key : gguf.metadata().keys()) {
      json.writeName(key);
      values.json(json, gguf.metadata().find(key).orElseThrow());
    }
    json.writeEndObject();
  }

  private void tensors(JsonGenerator json) {
    json.writeArrayPropertyStart("tensors");
    for (TensorInfo tensor : gguf.tensors()) {
      json.writeStartObject();
      json.writeStringProperty("name", tensor.name());
      json.writeStringProperty("type", tensor.type().name());
      json.writeArrayPropertyStart("shape");
      tensor.shape().forEach(dimension -> json.writeNumber((long) dimension));
      json.writeEndArray();
      json.writeNumberProperty("bytes", tensor.data().byteSize());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void types(JsonGenerator json) {
    json.writeArrayPropertyStart("types");
    for (TypeSum sum : sums) {
      json.writeStartObject();
      json.writeStringProperty("type", sum.type().name());
      json.writeNumberProperty("tensors", sum.tensors());
      json.writeNumberProperty("parameters", sum.parameters());
      json.writeNumberProperty("bytes", sum.bytes());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
