package io.llamajar.server;

import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads what OpenAI's newer API calls an input: a question, or a list of what was thought, said and
 * done.
 */
final class ResponseInput {
  private static final int MOST_PARTS = 1024;
  private static final String CALLS = "tool_calls";

  private final List<Message> messages = new ArrayList<>();
  private String thoughts = ""; // of the assistant's turn that comes next

  private ResponseInput() {}

  static ChatRequest read(Fields fields, Turns turns) {
    ResponseInput read = new ResponseInput();
    fields.text("instructions").ifPresent(text -> read.messages.add(Message.system(text)));
    Object input = fields.value("input").orElseThrow(() -> fields.missing("input"));
    switch (input) {
      case String text -> read.messages.add(Message.user(fields.requiredText("input")));
      case List<?> list -> fields.objects("input", turns.limits().messages()).forEach(read::add);
      default -> throw fields.wrong("input", "a string or a list of items");
    }
    if (read.messages.stream().allMatch(message -> message.role().equals("system"))) {
      throw ApiException.field("input", "input is empty; give at least one message");
    }
    return turns.request(fields, read.messages, ToolFields.ofResponse(fields));
  }

  private void add(Fields item) {
    switch (item.text("type").orElse("message")) {
      case "message" -> messages.add(message(item));
      case "function_call" -> addCall(item);
      case "function_call_output" -> messages.add(result(item));
      case "reasoning" -> thoughts = text(item, "content").orElse("");
      default ->
          throw item.wrong("type", "message, reasoning, function_call or function_call_output");
    }
  }

  private Message message(Fields item) {
    String role =
        item.choice("role", "user", "assistant", "system", "developer")
            .orElseThrow(() -> item.missing("role"));
    String text = text(item, "content").orElseThrow(() -> item.missing("content"));
    return switch (role) {
      case "assistant" -> turn(text);
      case "developer" -> Message.system(text);
      default -> new Message(role, text);
    };
  }

  /** What the assistant says after its thoughts. */
  private Message turn(String text) {
    Map<String, Object> more =
        thoughts.isEmpty() ? Map.of() : Map.of("reasoning_content", thoughts);
    thoughts = "";
    return new Message("assistant", text, more);
  }

  /** Calls are part of the turn in which they are made, be it that it has nothing else. */
  private void addCall(Fields item) {
    boolean goesOn =
        thoughts.isEmpty() && !messages.isEmpty() && messages.getLast().role().equals("assistant");
    Message turn = goesOn ? messages.removeLast() : turn("");
    Map<String, Object> more = new LinkedHashMap<>(turn.more());
    List<Object> calls = new ArrayList<>();
    if (more.get(CALLS) instanceof List<?> before) {
      calls.addAll(before);
    }
    calls.add(
        ToolCall.json(
            Optional.of(item.requiredText("call_id")),
            item.requiredText("name"),
            item.text("arguments").orElse("{}")));
    more.put(CALLS, calls);
    messages.add(new Message("assistant", turn.content(), more));
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
      case "input_text", "output_text", "reasoning_text", "text" -> part.requiredText("text");
      case "refusal" -> part.requiredText("refusal");
      default -> throw part.wrong("type", "input_text, which is all that this model can read");
    };
  }
}
