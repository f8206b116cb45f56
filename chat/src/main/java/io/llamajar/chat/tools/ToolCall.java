package io.llamajar.chat.tools;

import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import java.util.Map;
import java.util.Optional;

/**
 * A model's wish to have a tool do something.
 *
 * @param id by which the tool's result refers to it
 * @param arguments a JSON object as text
 */
public record ToolCall(String id, String name, String arguments) {
  /** As OpenAI's API has it. */
  public Map<String, Object> json() {
    return json(Optional.of(id), name, arguments);
  }

  /**
   * A call that has come from elsewhere, as OpenAI's API has it.
   *
   * @param id empty if it has none
   * @param arguments a JSON object, as text or as {@link Json} reads it
   */
  public static Map<String, Object> json(Optional<String> id, String name, Object arguments) {
    return Json.object(
        "id",
        id,
        "type",
        "function",
        "function",
        Json.object("name", name, "arguments", arguments));
  }

  /** The turn in which the tool answers. */
  public Message result(String content) {
    return new Message("tool", content, Json.object("tool_call_id", id, "name", name));
  }
}
