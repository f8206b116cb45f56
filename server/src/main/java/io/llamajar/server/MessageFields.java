package io.llamajar.server;

import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.ToolCall;
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
    fields.text("tool_call_id").ifPresent(id -> more.put("tool_call_id", id));
    fields
        .text("name")
        .or(() -> fields.text("tool_name"))
        .ifPresent(name -> more.put("name", name));
    fields
        .text("reasoning_content")
        .or(() -> fields.text("thinking"))
        .ifPresent(thoughts -> more.put("reasoning_content", thoughts));
    List<Object> calls =
        new ArrayList<>(
            fields.objects("tool_calls", MOST_PARTS).stream().map(MessageFields::call).toList());
    fields
        .object("function_call") // of the oldest clients, whose calls have no ids
        .ifPresent(function -> calls.add(call(Optional.empty(), function)));
    if (!calls.isEmpty()) {
      more.put("tool_calls", calls);
    }
    boolean mayBeSilent = role.equals("assistant");
    String content =
        content(fields)
            .or(() -> mayBeSilent ? Optional.of("") : Optional.empty())
            .orElseThrow(() -> fields.missing("content"));
    return new Message(asTemplatesHaveIt(role), content, more);
  }

  private static String asTemplatesHaveIt(String role) {
    return switch (role) {
      case "developer" -> "system";
      case "function" -> "tool";
      default -> role;
    };
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

  /** A call of a tool, whose arguments come as text or, from Ollama's clients, as an object. */
  private static Object call(Fields call) {
    return call(
        call.text("id"), call.object("function").orElseThrow(() -> call.missing("function")));
  }

  private static Object call(Optional<String> id, Fields function) {
    return ToolCall.json(
        id, function.requiredText("name"), function.value("arguments").orElse(Map.of()));
  }
}
