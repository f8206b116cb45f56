package io.llamajar.server;

import io.llamajar.chat.Json;
import io.llamajar.chat.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads what OpenAI's newer API calls an input: a question, or a list of what was said and done.
 */
record ResponseInput(List<Message> messages, List<Object> tools) {
  private static final int MOST_PARTS = 1024;

  static ResponseInput read(Fields fields, RequestLimits limits) {
    List<Message> messages = new ArrayList<>();
    fields.text("instructions").ifPresent(text -> messages.add(Message.system(text)));
    Object input = fields.value("input").orElseThrow(() -> fields.missing("input"));
    switch (input) {
      case String text -> messages.add(Message.user(fields.requiredText("input")));
      case List<?> list ->
          fields.objects("input", limits.messages()).forEach(item -> add(item, messages));
      default -> throw fields.wrong("input", "a string or a list of items");
    }
    if (messages.stream().allMatch(message -> message.role().equals("system"))) {
      throw ApiException.field("input", "input is empty; give at least one message");
    }
    return new ResponseInput(messages, tools(fields));
  }

  private static void add(Fields item, List<Message> messages) {
    switch (item.text("type").orElse("message")) {
      case "message" -> messages.add(message(item));
      case "function_call" -> messages.add(call(item));
      case "function_call_output" -> messages.add(result(item));
      case "reasoning" -> {} // templates leave out former thoughts anyway
      default -> throw item.wrong("type", "message, function_call or function_call_output");
    }
  }

  private static Message message(Fields item) {
    String role =
        item.choice("role", "user", "assistant", "system", "developer")
            .orElseThrow(() -> item.missing("role"));
    String text = text(item, "content").orElseThrow(() -> item.missing("content"));
    return new Message(role.equals("developer") ? "system" : role, text);
  }

  private static Message call(Fields item) {
    Map<String, Object> function =
        Json.object(
            "name",
            item.requiredText("name"),
            "arguments",
            MessageFields.parsed(item.text("arguments").orElse("{}")));
    Object call =
        Json.object("id", item.requiredText("call_id"), "type", "function", "function", function);
    return new Message("assistant", "", Map.of("tool_calls", List.of(call)));
  }

  private static Message result(Fields item) {
    return new Message(
        "tool",
        text(item, "output").orElse(""),
        Map.of("tool_call_id", item.requiredText("call_id")));
  }

  /** A string, or the text of parts. */
  private static Optional<String> text(Fields fields, String field) {
    if (fields.value(field).filter(List.class::isInstance).isEmpty()) {
      return fields.text(field);
    }
    return Optional.of(
        fields.objects(field, MOST_PARTS).stream()
            .map(ResponseInput::part)
            .collect(Collectors.joining()));
  }

  private static String part(Fields part) {
    return switch (part.requiredText("type")) {
      case "input_text", "output_text", "text" -> part.requiredText("text");
      case "refusal" -> part.requiredText("refusal");
      default -> throw part.wrong("type", "input_text, which is all that this model can read");
    };
  }

  /** As templates want them, which is the older API's way. */
  private static List<Object> tools(Fields fields) {
    List<Object> tools = new ArrayList<>();
    for (Fields tool : fields.objects("tools", MOST_PARTS)) {
      if (!tool.requiredText("type").equals("function")) {
        throw tool.wrong("type", "\"function\"");
      }
      Map<String, Object> function =
          Json.object(
              "name",
              tool.requiredText("name"),
              "description",
              tool.text("description"),
              "parameters",
              tool.object("parameters").<Object>map(Fields::tree));
      tools.add(Json.object("type", "function", "function", function));
    }
    boolean wanted = !fields.value("tool_choice").equals(Optional.of("none"));
    return wanted ? tools : List.of();
  }
}
