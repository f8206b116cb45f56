package io.llamajar.chat.tools;

import io.llamajar.chat.Json;
import java.util.List;
import java.util.Map;

/**
 * An answer as a model of a family writes it, and what is to be found in it.
 *
 * @param template that the model has, of the kit
 * @param prompt how the prompt ends
 * @param calls names and arguments in turn
 */
record Example(
    String template,
    String prompt,
    String answer,
    String content,
    String reasoning,
    List<String> calls) {
  static final List<Tool> TOOLS =
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

  static Example of(String template, String answer) {
    return new Example(template, "", answer, "", "", List.of());
  }

  Example after(String newPrompt) {
    return new Example(template, newPrompt, answer, content, reasoning, calls);
  }

  Example says(String newContent) {
    return new Example(template, prompt, answer, newContent, reasoning, calls);
  }

  Example thinks(String newReasoning) {
    return new Example(template, prompt, answer, content, newReasoning, calls);
  }

  Example calls(String... namesAndArguments) {
    return new Example(template, prompt, answer, content, reasoning, List.of(namesAndArguments));
  }

  @Override
  public String toString() {
    return template + ": " + answer;
  }
}
