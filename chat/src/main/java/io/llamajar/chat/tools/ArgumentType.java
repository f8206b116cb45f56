package io.llamajar.chat.tools;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says what an argument is that a dialect writes as bare text: its tool's schema knows. */
final class ArgumentType {
  private ArgumentType() {}

  /** Whether it can only be a string. */
  static boolean isText(Map<String, Object> schema) {
    return "string".equals(schema.get("type"))
        || (!schema.containsKey("type")
            && schema.get("enum") instanceof List<?> values
            && values.stream().allMatch(String.class::isInstance))
        || (!schema.containsKey("type") && schema.get("const") instanceof String);
  }

  /** What it is, in a schema's words; what can be several things is taken for an object. */
  static String name(Map<String, Object> schema) {
    return isText(schema)
        ? "string"
        : schema.get("type") instanceof String type ? type.replace("integer", "number") : "object";
  }

  /** JSON of an argument that need not be a string; what is no other value is one. */
  static String json(String text) {
    Optional<Object> value = tryJson(text).or(() -> Literals.PYTHON.tryParse(text));
    return Json.write(value.orElse(text));
  }

  private static Optional<Object> tryJson(String text) {
    try {
      return Optional.of(Json.parse(text));
    } catch (LlamajarException e) {
      return Optional.empty();
    }
  }
}
