package io.llamajar.server;

import io.llamajar.LlamajarException;
import io.llamajar.chat.Json;
import io.llamajar.chat.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads conversations as OpenAI's clients send them. */
final class MessageFields {
  private static final String[] ROLES = {
    "system", "developer", "user", "assistant", "tool", "function"
  };
  private static final int MOST_PARTS = 1024;

  private MessageFields() {}

  /** The messages of a request, at least one. */
  static List<Message> read(Fields fields, RequestLimits limits) {
    List<Fields> messages = fields.objects("messages", limits.messages());
    if (messages.isEmpty()) {
      throw ApiException.field("messages", "messages is missing or empty; give at least one");
    }
    return messages.stream().map(MessageFields::message).toList();
  }

  private static Message message(Fields fields) {
    String role = fields.choice("role", ROLES).orElseThrow(() -> fields.missing("role"));
    Map<String, Object> more = new LinkedHashMap<>();
    for (String name : List.of("name", "tool_call_id", "reasoning_content")) {
      fields.text(name).ifPresent(text -> more.put(name, text));
    }
    List<Object> calls =
        fields.objects("tool_calls", MOST_PARTS).stream().map(MessageFields::call).toList();
    if (!calls.isEmpty()) {
      more.put("tool_calls", calls);
    }
    boolean mayBeSilent = role.equals("assistant");
    String content =
        content(fields)
            .or(() -> mayBeSilent ? Optional.of("") : Optional.empty())
            .orElseThrow(() -> fields.missing("content"));
    return new Message(role.equals("developer") ? "system" : role, content, more);
  }

  /** A string, or the text of parts; empty if there is none. */
  static Optional<String> content(Fields fields) {
    Optional<Object> content = fields.value("content");
    if (content.isEmpty()) {
      return Optional.empty();
    }
    return switch (content.get()) {
      case String text -> fields.text("content");
      case List<?> list ->
          Optional.of(
              fields.objects("content", MOST_PARTS).stream()
                  .map(MessageFields::part)
                  .collect(Collectors.joining()));
      default -> throw fields.wrong("content", "a string or a list of parts");
    };
  }

  private static String part(Fields part) {
    String type = part.requiredText("type");
    return switch (type) {
      case "text" -> part.requiredText("text");
      case "refusal" -> part.requiredText("refusal");
      default -> throw part.wrong("type", "\"text\", which is all that this model can read");
    };
  }

  /** A call of a tool; its arguments come as text, but templates like to see what is in it. */
  private static Object call(Fields call) {
    Fields function = call.object("function").orElseThrow(() -> call.missing("function"));
    String name = function.requiredText("name");
    Object arguments = function.value("arguments").orElse(Map.of());
    return Json.object(
        "id",
        call.text("id"),
        "type",
        "function",
        "function",
        Json.object(
            "name",
            name,
            "arguments",
            arguments instanceof String text ? parsed(text) : arguments));
  }

  static Object parsed(String arguments) {
    try {
      return Json.parse(arguments) instanceof Map<?, ?> object ? object : arguments;
    } catch (LlamajarException e) { // a model wrote it, after all
      return arguments;
    }
  }

  /** The tools that the assistant may use, as templates want them. */
  static List<Object> tools(Fields fields) {
    List<Object> tools = new ArrayList<>();
    for (Fields tool : fields.objects("tools", MOST_PARTS)) {
      if (!tool.requiredText("type").equals("function")) {
        throw tool.wrong("type", "\"function\"");
      }
      Fields function = tool.object("function").orElseThrow(() -> tool.missing("function"));
      function.requiredText("name");
      tools.add(tool.tree());
    }
    boolean wanted = !fields.value("tool_choice").equals(Optional.of("none"));
    return wanted ? tools : List.of();
  }
}
