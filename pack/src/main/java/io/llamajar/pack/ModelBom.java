package io.llamajar.pack;

import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.Metadata;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * Says what models are in a packed file, whence they come and under which licence, as far as they
 * say so themselves: a bill of materials as CycloneDX 1.6 has it, in JSON.
 */
final class ModelBom {
  /** Where it lies in a packed file. */
  static final String ENTRY = "META-INF/sbom/models.cdx.json";

  // The names that models have in `general.license`, and those of the SPDX list.
  private static final Map<String, String> SPDX =
      Map.of(
          "apache-2.0", "Apache-2.0",
          "mit", "MIT",
          "bsd-3-clause", "BSD-3-Clause",
          "gpl-3.0", "GPL-3.0-only",
          "agpl-3.0", "AGPL-3.0-only",
          "cc0-1.0", "CC0-1.0",
          "cc-by-4.0", "CC-BY-4.0",
          "cc-by-sa-4.0", "CC-BY-SA-4.0",
          "cc-by-nc-4.0", "CC-BY-NC-4.0");

  private static final List<String> SOURCES =
      List.of("general.url", "general.repo_url", "general.source.url", "general.source.repo_url");

  /** A model in the file. */
  record Model(String name, GgufSource source, String sha256) {}

  private ModelBom() {}

  static byte[] of(List<Model> models, Timestamp date) {
    return Bom.write(date, Optional.empty(), json -> models.forEach(m -> component(json, m)));
  }

  private static void component(JsonGenerator json, Model model) {
    try (Gguf gguf = Gguf.open(model.source)) {
      Metadata metadata = gguf.metadata();
      json.writeStartObject();
      json.writeStringProperty("type", "machine-learning-model");
      json.writeStringProperty("bom-ref", model.name);
      json.writeStringProperty("name", text(metadata, "general.name").orElse(model.name));
      Bom.property(json, "version", text(metadata, "general.version"));
      Bom.property(json, "description", text(metadata, "general.description"));
      Bom.property(json, "publisher", text(metadata, "general.organization"));
      Bom.property(json, "author", text(metadata, "general.author"));
      Bom.hash(json, model.sha256);
      license(json, metadata);
      sources(json, metadata);
      properties(json, model, metadata);
      json.writeEndObject();
    }
  }

  private static Optional<String> text(Metadata metadata, String key) {
    return metadata
        .find(key)
        .filter(GgufValue.Text.class::isInstance)
        .map(value -> ((GgufValue.Text) value).value());
  }

  private static void license(JsonGenerator json, Metadata metadata) {
    Optional<String> license = text(metadata, "general.license");
    if (license.isEmpty()) {
      return;
    }
    Optional<String> spdx = Optional.ofNullable(SPDX.get(license.get().toLowerCase(Locale.ROOT)));
    json.writeArrayPropertyStart("licenses");
    json.writeStartObject();
    json.writeObjectPropertyStart("license");
    Bom.property(json, "id", spdx);
    if (spdx.isEmpty()) {
      json.writeStringProperty(
          "name", text(metadata, "general.license.name").orElse(license.get()));
    }
    Bom.property(json, "url", text(metadata, "general.license.link"));
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void sources(JsonGenerator json, Metadata metadata) {
    json.writeArrayPropertyStart("externalReferences");
    for (String key : SOURCES) {
      Optional<String> url = text(metadata, key);
      if (url.isPresent()) {
        json.writeStartObject();
        json.writeStringProperty("type", "website");
        json.writeStringProperty("url", url.get());
        json.writeStringProperty("comment", key);
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  /** What CycloneDX has no place for. */
  private static void properties(JsonGenerator json, Model model, Metadata metadata) {
    json.writeArrayPropertyStart("properties");
    Bom.named(json, "llamajar:file", model.name);
    for (String key : metadata.keys()) {
      boolean isOrigin =
          key.startsWith("general.base_model.") || key.equals("general.architecture");
      Optional<String> value = isOrigin ? text(metadata, key) : Optional.empty();
      value.ifPresent(text -> Bom.named(json, "gguf:" + key, text));
    }
    json.writeEndArray();
  }
}
