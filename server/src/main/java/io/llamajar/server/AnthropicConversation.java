package io.llamajar.server;

import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.Offer;
import io.llamajar.chat.tools.Tool;
import io.llamajar.chat.tools.ToolCall;
import io.llamajar.chat.tools.ToolChoice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Reads conversations as Anthropic's clients send them: blocks of text, and of tools' work. */
final class AnthropicConversation {
  private static final int MOST_BLOCKS = 4096;
  private static final String CHOICE = "tool_choice";

  private AnthropicConversation() {}

  static ChatRequest read(Fields fields, Turns turns) {
    List<Message> messages = new ArrayList<>();
    text(fields, "system").ifPresent(system -> messages.add(Message.system(system)));
    List<Fields> said = fields.objects("messages", turns.limits().messages());
    if (said.isEmpty()) {
      throw ApiException.field("messages", "messages is missing or empty; give at least one");
    }
    said.forEach(turn -> add(turn, messages));
    ChatRequest request = turns.request(fields, messages, offer(fields));
    return request.withReasoning(reasoning(fields, request.reasoning()));
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
    StringBuilder thoughts = new StringBuilder();
    List<Object> calls = new ArrayList<>();
    int before = messages.size();
    for (Fields block : turn.objects("content", MOST_BLOCKS)) {
      switch (block.requiredText("type")) {
        case "text" -> text.append(block.requiredText("text"));
        case "document" -> text.append(document(block));
        case "tool_use" -> calls.add(call(block));
        case "tool_result" -> messages.add(result(block));
        case "thinking" -> thoughts.append(block.requiredText("thinking"));
        case "redacted_thinking" -> {} // another service's, which nobody else can read
        default ->
            throw block.wrong(
                "type",
                "\"text\", \"document\", \"tool_use\" or \"tool_result\", which models read");
      }
    }
    if (!text.isEmpty() || !calls.isEmpty() || messages.size() == before) {
      Map<String, Object> more = new LinkedHashMap<>();
      if (!thoughts.isEmpty()) {
        more.put("reasoning_content", thoughts.toString());
      }
      if (!calls.isEmpty()) {
        more.put("tool_calls", calls);
      }
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
    return ToolCall.json(
        Optional.of(block.requiredText("id")),
        block.requiredText("name"),
        block.object("input").<Object>map(Fields::tree).orElse(Map.of()));
  }

  private static Message result(Fields block) {
    String id = block.requiredText("tool_use_id");
    String text = text(block, "content").orElse("");
    boolean failed = block.flag("is_error", false);
    return new Message("tool", failed ? "Error: " + text : text, Map.of("tool_call_id", id));
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

  private static Offer offer(Fields fields) {
    List<Tool> tools = new ArrayList<>();
    for (Fields tool : fields.objects("tools", MOST_BLOCKS)) {
      if (!tool.text("type").orElse("custom").equals("custom")) {
        throw tool.wrong("type", "\"custom\": tools that the server itself has are not here");
      }
      tools.add(ToolFields.tool(tool, "input_schema"));
    }
    Optional<Fields> choice = fields.object(CHOICE);
    ToolChoice wanted = choice.map(AnthropicConversation::choice).orElse(ToolChoice.Mode.AUTO);
    ToolFields.checkThere(wanted, tools, CHOICE);
    boolean parallel = !choice.map(c -> c.flag("disable_parallel_tool_use", false)).orElse(false);
    return new Offer(tools, wanted, parallel);
  }

  private static ToolChoice choice(Fields choice) {
    return switch (choice.requiredText("type")) {
      case "auto" -> ToolChoice.Mode.AUTO;
      case "any" -> ToolChoice.Mode.REQUIRED;
      case "none" -> ToolChoice.Mode.NONE;
      case "tool" -> new ToolChoice.Named(choice.requiredText("name"));
      default -> throw choice.wrong("type", "\"auto\", \"any\", \"tool\" or \"none\"");
    };
  }

  private static Reasoning reasoning(Fields fields, Reasoning usual) {
    Optional<Fields> thinking = fields.object("thinking");
    if (thinking.isEmpty()) {
      return usual;
    }
    Fields wanted = thinking.get();
    return switch (wanted.requiredText("type")) {
      case "disabled" -> usual.withEnabled(false);
      case "adaptive" -> usual;
      case "enabled" -> {
        OptionalInt budget = wanted.integer("budget_tokens", 0, Integer.MAX_VALUE);
        yield usual.withEnabled(true).withBudget(budget.orElse(usual.budget().tokens()));
      }
      default -> throw wanted.wrong("type", "\"enabled\", \"disabled\" or \"adaptive\"");
    };
  }
}
