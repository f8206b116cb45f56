package io.llamajar.chat.tools;

import io.llamajar.chat.template.Json;
import io.llamajar.conformance.Kit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Tools and templates to try answers with. */
public final class Samples {
  public static final List<Tool> TOOLS =
      List.of(
          tool(
              "get_weather",
              "{\"city\": {\"type\": \"string\"}, \"days\": {\"type\": \"integer\","
                  + " \"description\": \"Counted\"}}"),
          tool(
              "search",
              """
              {"q": {"type": "string"}, "limit": {"type": "integer", "description": "Most"},
               "exact": {"type": "boolean", "description": "Whether"},
               "tags": {"type": "array", "items": {"type": "string"}, "description": "Some"},
               "where": {"type": "object", "description": "What", "additionalProperties": {"type": "string"}}, "any": {"description": "Any"}}
              """),
          tool("now", "{}"),
          tool("python", "{\"code\": {\"type\": \"string\"}}"));

  private Samples() {}

  private static Tool tool(String name, String properties) {
    @SuppressWarnings("unchecked") // what JSON has between braces
    Map<String, Object> schema =
        (Map<String, Object>)
            Json.parse(
                "{\"type\": \"object\", \"properties\": %s}"
                    .formatted(
                        properties.replace(
                            "\"type\": \"string\"}",
                            "\"type\": \"string\", \"description\": \"Said\"}")));
    return new Tool(name, "Does it", schema, false);
  }

  /** A template of the kit, or one that shows the marks of its dialect and no more. */
  public static String template(String name) {
    if (name.startsWith("{")) {
      return name;
    }
    return new String(
        Kit.bytes(Kit.path("templates/templates/" + name + ".jinja")), StandardCharsets.UTF_8);
  }
}
