package io.llamajar.chat;

import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.chat.tools.AnswerParts;

/**
 * What a model answered.
 *
 * @param parts of the answer
 * @param finish why it ended
 * @param statistics what it took
 */
public record Answer(AnswerParts parts, Finish finish, Statistics statistics) {
  /** What the model said, without its thoughts and its calls of tools. */
  public String text() {
    return parts.content();
  }
}
