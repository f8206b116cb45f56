package io.llamajar.chat.tools;

import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer taken apart.
 *
 * @param content what the model said
 * @param reasoning what it thought before
 * @param calls of tools, in their order
 */
public record AnswerParts(String content, String reasoning, List<ToolCall> calls) {
  public AnswerParts {
    calls = List.copyOf(calls);
  }

  /** The assistant's turn as OpenAI's API has it: without content if it only calls tools. */
  public Map<String, Object> json() {
    Message message = message();
    boolean onlyCalls = content.isEmpty() && !calls.isEmpty();
    Map<String, Object> json =
        Json.object("role", message.role(), "content", onlyCalls ? None.NONE : content);
    json.putAll(message.more());
    return json;
  }

  /** The assistant's turn, for the next prompt. */
  public Message message() {
    Map<String, Object> more = new LinkedHashMap<>();
    if (!reasoning.isEmpty()) {
      more.put("reasoning_content", reasoning);
    }
    if (!calls.isEmpty()) {
      more.put("tool_calls", calls.stream().<Object>map(ToolCall::json).toList());
    }
    return new Message("assistant", content, more);
  }
}
