package io.llamajar.chat.tools;

import io.llamajar.LlamajarException;
import io.llamajar.chat.ChatTemplate;
import io.llamajar.chat.Json;
import io.llamajar.chat.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a template can write, found out by having it write.
 *
 * @param system whether it knows messages of the system
 * @param tools whether it tells the model of the tools
 * @param calls whether it writes former calls
 * @param objects whether it wants their arguments as an object rather than as text
 */
record Capabilities(boolean system, boolean tools, boolean calls, boolean objects) {
  private static final String PROBE = "zqprobe";
  private static final Message QUESTION = Message.user("Hi");
  private static final List<Object> TOOLS = List.of(new Tool(PROBE, PROBE, Map.of(), false).json());

  static Capabilities of(ChatTemplate template) {
    boolean tools = writes(template, List.of(QUESTION));
    Map<String, Object> object = Json.object(PROBE, 1L);
    boolean objects = writes(template, called(object));
    boolean system = writes(template, List.of(Message.system(PROBE), QUESTION));
    return new Capabilities(
        system, tools, objects || writes(template, called(Json.write(object))), objects);
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

  private static boolean writes(ChatTemplate template, List<Message> messages) {
    List<Object> tools = messages.size() == 1 ? TOOLS : List.of();
    try {
      return template.render(messages, tools).contains(PROBE);
    } catch (LlamajarException e) {
      return false;
    }
  }
}
