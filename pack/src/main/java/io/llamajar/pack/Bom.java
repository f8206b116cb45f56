package io.llamajar.pack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A bill of materials, in JSON as CycloneDX 1.6 has it: its frame, and what several have in it. */
final class Bom {
  private static final String VERSION = "1.6";

  private Bom() {}

  /**
   * @param program whose materials they are, by its version; empty for those of something else
   * @param components writes an object for each
   */
  static byte[] write(
      Timestamp date, Optional<String> program, Consumer<JsonGenerator> components) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
      json.writeStringProperty("bomFormat", "CycloneDX");
      json.writeStringProperty("specVersion", VERSION);
      json.writeNumberProperty("version", 1);
      json.writeObjectPropertyStart("metadata");
      json.writeStringProperty("timestamp", date.instant().toString());
      program.ifPresent(version -> program(json, version));
      json.writeEndObject();
      json.writeArrayPropertyStart("components");
      components.accept(json);
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString().getBytes(UTF_8);
  }

  private static void program(JsonGenerator json, String version) {
    json.writeObjectPropertyStart("component");
    json.writeStringProperty("type", "application");
    json.writeStringProperty("bom-ref", "llamajar");
    json.writeStringProperty("name", "llamajar");
    json.writeStringProperty("version", version);
    json.writeEndObject();
  }

  static void property(JsonGenerator json, String name, Optional<String> value) {
    value.ifPresent(text -> json.writeStringProperty(name, text));
  }

  static void hash(JsonGenerator json, String sha256) {
    json.writeArrayPropertyStart("hashes");
    json.writeStartObject();
    json.writeStringProperty("alg", "SHA-256");
    json.writeStringProperty("content", sha256);
    json.writeEndObject();
    json.writeEndArray();
  }

  /** A property that CycloneDX has no place for: to be written in an array of them. */
  static void named(JsonGenerator json, String name, String value) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeStringProperty("value", value);
    json.writeEndObject();
  }
}
