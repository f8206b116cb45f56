package io.llamajar.chat.tools;

import java.util.List;

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
}
