package io.llamajar.server;

import io.llamajar.chat.Json;
import io.llamajar.chat.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads conversations as Anthropic's clients send them: blocks of text, and of tools' work. */
record AnthropicConversation(List<Message> messages, List<Object> tools) {
  private static final int MOST_BLOCKS = 4096;

  static AnthropicConversation read(Fields fields, RequestLimits limits) {
    List<Message> messages = new ArrayList<>();
    text(fields, "system").ifPresent(system -> messages.add(Message.system(system)));
    List<Fields> turns = fields.objects("messages", limits.messages());
    if (turns.isEmpty()) {
      throw ApiException.field("messages", "messages is missing or empty; give at least one");
    }
    turns.forEach(turn -> add(turn, messages));
    return new AnthropicConversation(messages, tools(fields));
  }

  /** Its tokens, ending where the assistant is to speak. */
  int[] prompt(Models.Lease lease) {
    return Prompts.chat(lease, messages, tools, "messages");
  }

  /** A turn; what tools have answered comes in a user's, but templates want it in its own. */
  private static void add(Fields turn, List<Message> messages) {
    String role =
        turn.choice("role", "user", "assistant", "system").orElseThrow(() -> turn.missing("role"));
    if (!turn.has("content")) {
      throw turn.missing("content");
    }
    if (turn.value("content").orElseThrow() instanceof String) {
      messages.add(new Message(role, turn.requiredText("content")));
      return;
    }
    StringBuilder text = new StringBuilder();
    List<Object> calls = new ArrayList<>();
    int before = messages.size();
    for (Fields block : turn.objects("content", MOST_BLOCKS)) {
      switch (block.requiredText("type")) {
        case "text" -> text.append(block.requiredText("text"));
        case "document" -> text.append(document(block));
        case "tool_use" -> calls.add(call(block));
        case "tool_result" -> messages.add(result(block));
        case "thinking", "redacted_thinking" -> {} // templates leave out former thoughts anyway
        default ->
            throw block.wrong(
                "type",
                "\"text\", \"document\", \"tool_use\" or \"tool_result\", which models read");
      }
    }
    if (!text.isEmpty() || !calls.isEmpty() || messages.size() == before) {
      Map<String, Object> more = calls.isEmpty() ? Map.of() : Map.of("tool_calls", calls);
      messages.add(new Message(role, text.toString(), more));
    }
  }

  /** A text that has come as a document; others would have to be seen. */
  private static String document(Fields block) {
    Fields source = block.object("source").orElseThrow(() -> block.missing("source"));
    return switch (source.requiredText("type")) {
      case "text" -> source.requiredText("data") + "\n";
      case "content" -> text(source, "content").orElse("") + "\n";
      default -> throw source.wrong("type", "\"text\", which is all that this model can read");
    };
  }

  private static Object call(Fields block) {
    return Json.object(
        "id",
        block.requiredText("id"),
        "type",
        "function",
        "function",
        Json.object(
            "name",
            block.requiredText("name"),
            "arguments",
            block.object("input").<Object>map(Fields::tree).orElse(Map.of())));
  }

  private static Message result(Fields block) {
    String id = block.requiredText("tool_use_id");
    return new Message("tool", text(block, "content").orElse(""), Map.of("tool_call_id", id));
  }

  /** A string, or the text of blocks. */
  private static Optional<String> text(Fields fields, String field) {
    if (fields.value(field).filter(List.class::isInstance).isEmpty()) {
      return fields.text(field);
    }
    return Optional.of(
        fields.objects(field, MOST_BLOCKS).stream()
            .map(AnthropicConversation::blockText)
            .collect(Collectors.joining("\n")));
  }

  private static String blockText(Fields block) {
    if (!block.requiredText("type").equals("text")) {
      throw block.wrong("type", "\"text\"");
    }
    return block.requiredText("text");
  }

  /** As templates want them, which is OpenAI's way. */
  private static List<Object> tools(Fields fields) {
    List<Object> tools = new ArrayList<>();
    for (Fields tool : fields.objects("tools", MOST_BLOCKS)) {
      Map<String, Object> function =
          Json.object(
              "name",
              tool.requiredText("name"),
              "description",
              tool.text("description"),
              "parameters",
              tool.object("input_schema").<Object>map(Fields::tree));
      tools.add(Json.object("type", "function", "function", function));
    }
    boolean wanted =
        fields
            .object("tool_choice")
            .flatMap(choice -> choice.text("type"))
            .filter("none"::equals)
            .isEmpty();
    return wanted ? tools : List.of();
  }
}
