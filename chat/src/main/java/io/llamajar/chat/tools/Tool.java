package io.llamajar.chat.tools;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that a model may ask its user's program to do.
 *
 * @param name how the model calls it
 * @param description what it does
 * @param parameters a JSON schema of the object that it takes, as {@link Json} reads it
 * @param strict whether calls must satisfy the schema, which a grammar then sees to
 */
public record Tool(
    String name, String description, Map<String, Object> parameters, boolean strict) {

  /** A tool as OpenAI's API describes it: {@code {"type": "function", "function": {...}}}. */
  public static Tool of(Object described) {
    Map<?, ?> function = object(object(described).get("function"));
    if (!(function.get("name") instanceof String name) || name.isBlank()) {
      throw new LlamajarException("A tool has no name; give its function one");
    }
    return new Tool(
        name,
        function.get("description") instanceof String description ? description : "",
        schema(function.get("parameters")),
        Boolean.TRUE.equals(function.get("strict")));
  }

  public static List<Tool> of(List<Object> described) {
    return described.stream().map(Tool::of).toList();
  }

  /** As OpenAI's API describes it, which is what templates read. */
  public Map<String, Object> json() {
    return Json.object(
        "type",
        "function",
        "function",
        Json.object("name", name, "description", description, "parameters", schema()));
  }

  /** The schema of its arguments; an object without properties if it has none. */
  public Map<String, Object> schema() {
    return parameters.isEmpty()
        ? Json.object("type", "object", "properties", Map.of())
        : parameters;
  }

  /** The names of its parameters in their order. */
  List<String> parameterNames() {
    return List.copyOf(properties(parameters).keySet());
  }

  /** The schema of a parameter; empty if it has none. */
  Map<String, Object> parameter(String name) {
    return property(parameters, name);
  }

  boolean requires(String parameter) {
    return requires(parameters, parameter);
  }

  /** The properties of an object's schema. */
  static Map<String, Object> properties(Map<String, Object> schema) {
    return named(object(schema.get("properties")));
  }

  /** The schema of one of them; empty if it has none. */
  static Map<String, Object> property(Map<String, Object> schema, String name) {
    return schema(properties(schema).get(name));
  }

  static boolean requires(Map<String, Object> schema, String property) {
    return schema.get("required") instanceof List<?> names && names.contains(property);
  }

  /** A schema within another; empty if there is none. */
  static Map<String, Object> schema(@org.jspecify.annotations.Nullable Object value) {
    return named(object(value));
  }

  static Optional<Tool> find(List<Tool> tools, String name) {
    return tools.stream().filter(tool -> tool.name.equals(name)).findFirst();
  }

  private static Map<?, ?> object(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = Json.object();
    map.forEach((name, value) -> named.put(name.toString(), value));
    return named;
  }
}
