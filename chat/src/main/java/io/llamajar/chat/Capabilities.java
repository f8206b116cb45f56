package io.llamajar.chat;

import io.llamajar.LlamajarException;
import io.llamajar.chat.template.ChatTemplate;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.Tool;
import io.llamajar.chat.tools.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a template can write, found out by having it write once somebody asks. */
final class Capabilities {
  private static final String PROBE = "zqprobe";
  private static final Message QUESTION = Message.user("Hi");
  private static final List<Object> TOOLS = List.of(new Tool(PROBE, PROBE, Map.of(), false).json());
  private static final Map<String, Object> ARGUMENTS = Json.object(PROBE, 1L);

  private final ChatTemplate template;
  private final Map<Probe, Boolean> known = new ConcurrentHashMap<>();

  private enum Probe {
    SYSTEM(List.of(Message.system(PROBE), QUESTION), List.of()),
    TOOLS_OFFERED(List.of(QUESTION), TOOLS),
    OBJECTS(called(ARGUMENTS), List.of()),
    TEXTS(called(Json.write(ARGUMENTS)), List.of());

    private final List<Message> messages;
    private final List<Object> tools;

    Probe(List<Message> messages, List<Object> tools) {
      this.messages = messages;
      this.tools = tools;
    }
  }

  Capabilities(ChatTemplate template) {
    this.template = template;
  }

  /** Whether it knows messages of the system. */
  boolean system() {
    return writes(Probe.SYSTEM);
  }

  /** Whether it tells the model of the tools. */
  boolean tools() {
    return writes(Probe.TOOLS_OFFERED);
  }

  /** Whether it writes former calls. */
  boolean calls() {
    return objects() || writes(Probe.TEXTS);
  }

  /** Whether it wants their arguments as an object rather than as text. */
  boolean objects() {
    return writes(Probe.OBJECTS);
  }

  private boolean writes(Probe probe) {
    return known.computeIfAbsent(probe, this::tries);
  }

  private boolean tries(Probe probe) {
    try {
      return template.render(probe.messages, probe.tools).contains(PROBE);
    } catch (LlamajarException e) {
      return false;
    }
  }

  private static List<Message> called(Object arguments) {
    String id = "abcdefghi";
    return List.of(
        QUESTION,
        new Message(
            "assistant",
            "",
            Map.of("tool_calls", List.of(ToolCall.json(Optional.of(id), "f", arguments)))),
        new Message("tool", "Hi", Map.of("tool_call_id", id, "name", "f")));
  }
}
