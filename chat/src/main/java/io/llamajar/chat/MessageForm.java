package io.llamajar.chat;

import io.llamajar.LlamajarException;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.Dialects;
import io.llamajar.chat.tools.Tool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts messages with calls, results and thoughts into the shape that a template reads. */
final class MessageForm {
  private static final Pattern NINE = Pattern.compile("[A-Za-z0-9]{9}");
  private static final String HOW =
      """

      To call one, write its name and its arguments as JSON between tags, and nothing after:
      <tool_call>
      {"name": "<function>", "arguments": {<arguments>}}
      </tool_call>\
      """;
  private static final String CALLS = "tool_calls";
  private static final String THOUGHTS = "reasoning_content";
  private static final Pattern OTHER_THOUGHTS = Pattern.compile("\\.reasoning\\b");

  private final String template;
  private final Capabilities can;
  private final Map<String, String> names = new HashMap<>(); // of tools, by the ids of calls

  MessageForm(String template, Capabilities can) {
    this.template = template;
    this.can = can;
  }

  List<Message> shaped(List<Message> messages, List<Tool> tools) {
    List<Message> shaped = new ArrayList<>();
    boolean describes = !tools.isEmpty() && !can.tools();
    if (describes) {
      shaped.add(Message.system(description(tools)));
    }
    for (Message message : messages) {
      Message next = message(message);
      boolean joins =
          !shaped.isEmpty()
              && next.role().equals(shaped.getLast().role())
              && ((describes && isSystem(next)) || (message.role().equals("tool") && !can.calls()));
      shaped.add(joins ? joined(shaped.removeLast(), next) : next);
    }
    boolean isPlain = shaped.stream().noneMatch(MessageForm::isSystem);
    return isPlain || can.system() ? shaped : withoutSystem(shaped);
  }

  private static boolean isSystem(Message message) {
    return message.role().equals("system");
  }

  /** What the system says becomes part of what the user says next. */
  private static List<Message> withoutSystem(List<Message> messages) {
    List<Message> without = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    for (Message message : messages) {
      if (isSystem(message)) {
        said.append(message.content()).append("\n\n");
      } else if (message.role().equals("user")) {
        without.add(new Message("user", said + message.content(), message.more()));
        said.setLength(0);
      } else {
        without.add(message);
      }
    }
    return without;
  }

  private static Message joined(Message first, Message second) {
    return new Message(first.role(), first.content() + "\n\n" + second.content(), first.more());
  }

  /** What a model is told of tools if its template does not; how to call them, it may know. */
  private String description(List<Tool> tools) {
    String all =
        tools.stream().map(tool -> Json.write(tool.json())).collect(Collectors.joining("\n"));
    String offer =
        """
        You may call functions to help the user. These there are, one a line:
        <tools>
        %s
        </tools>\
        """
            .formatted(all);
    return Dialects.of(template) != Dialects.GENERIC ? offer : offer + HOW;
  }

  private Message message(Message message) {
    if (message.role().equals("developer") && !template.contains("<|channel|>")) {
      return new Message("system", message.content(), message.more());
    }
    if (message.role().equals("tool")) {
      return result(message);
    }
    Map<String, Object> more = new LinkedHashMap<>(message.more());
    if (more.get(THOUGHTS) instanceof String thoughts) {
      if (template.contains(".thinking")) {
        more.put("thinking", thoughts);
      }
      if (OTHER_THOUGHTS.matcher(template).find()) {
        more.put("reasoning", thoughts);
      }
    }
    List<Object> calls = calls(more.remove(CALLS));
    if (calls.isEmpty()) {
      return new Message(message.role(), message.content(), more);
    }
    if (!can.calls()) {
      return new Message(message.role(), message.content() + written(calls), more);
    }
    more.put(CALLS, calls);
    boolean thinks = more.containsKey("thinking"); // GPT-OSS wants one of the two
    return new Message(message.role(), thinks ? "" : message.content(), more);
  }

  private List<Object> calls(@org.jspecify.annotations.Nullable Object given) {
    List<Object> calls = new ArrayList<>();
    if (given instanceof List<?> list) {
      list.forEach(call -> calls.add(call(call)));
    }
    return calls;
  }

  private Object call(Object given) {
    if (!(given instanceof Map<?, ?> call)
        || !(call.get("function") instanceof Map<?, ?> function)
        || !(function.get("name") instanceof String name)) {
      throw new LlamajarException(
          "A message has a tool call without a function and its name; give it one");
    }
    String id = call.get("id") instanceof String text ? text : "";
    names.put(id, name);
    Object arguments = function.containsKey("arguments") ? function.get("arguments") : Map.of();
    return Json.object(
        "id",
        id(id),
        "type",
        "function",
        "function",
        Json.object("name", name, "arguments", arguments(arguments)));
  }

  private Object arguments(Object given) {
    if (can.objects() && given instanceof String text) {
      return text.isBlank() ? Map.of() : parsed(text);
    }
    return can.objects() || given instanceof String ? given : Json.write(given);
  }

  /** The object that arguments say; what is none stays text. */
  private static Object parsed(String text) {
    try {
      return Json.parse(text);
    } catch (LlamajarException e) {
      return text;
    }
  }

  /** Some templates refuse ids that have not nine letters and digits. */
  private String id(String id) {
    if (!template.contains("length != 9") || NINE.matcher(id).matches()) {
      return id;
    }
    String digits = Integer.toUnsignedString(id.hashCode(), 36);
    return "0".repeat(9 - digits.length()) + digits;
  }

  private static String written(List<Object> calls) {
    return calls.stream()
        .map(call -> (Map<?, ?>) ((Map<?, ?>) call).get("function"))
        .map(function ->
            "\n<tool_call>\n{\"name\": %s, \"arguments\": %s}\n</tool_call>"
                .formatted(written(function, "name"), arguments(function)))
        .collect(Collectors.joining());
  }

  private static String arguments(Map<?, ?> function) {
    return function.get("arguments") instanceof String text ? text : written(function, "arguments");
  }

  private static String written(Map<?, ?> function, String member) {
    return Json.write(Optional.<Object>ofNullable(function.get(member)).orElse(None.NONE));
  }

  private Message result(Message message) {
    if (!can.calls()) {
      return Message.user("<tool_response>\n%s\n</tool_response>".formatted(message.content()));
    }
    Map<String, Object> more = new LinkedHashMap<>(message.more());
    if (more.get("tool_call_id") instanceof String id) {
      more.put("tool_call_id", id(id));
      String name = names.get(id);
      if (name != null) {
        more.putIfAbsent("name", name);
      }
    }
    return new Message(message.role(), message.content(), more);
  }
}
