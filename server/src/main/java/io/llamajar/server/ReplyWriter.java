package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Piece;
import io.llamajar.Model;
import io.llamajar.chat.Answer;
import io.llamajar.chat.Reply;
import io.llamajar.chat.jinja.None;
import java.util.List;
import java.util.Map;

/**
 * Makes the bodies that OpenAI's API replies with, for whoever answers what {@link RequestReader}
 * reads without a server. How long a text took is not in them. For any number of threads.
 */
public final class ReplyWriter {
  private final Model model;

  /** Of answers that a model gives. */
  public ReplyWriter(Model model) {
    this.model = model;
  }

  /**
   * The reply to a {@code /v1/chat/completions}, in the words of the request.
   *
   * @param body of the request
   * @param turn that has ended
   */
  public Map<String, Object> conversation(Map<?, ?> body, Reply turn) {
    return ChatShape.of(Fields.of(body))
        .whole(CompletionEnvelope.ofChat(model.name(), false), List.of(turn), List.of(None.NONE));
  }

  /**
   * The reply to a {@code /v1/completions}.
   *
   * @param text all of it
   * @param generation of the text, which has ended
   */
  public Map<String, Object> text(String text, Generation generation) {
    CompletionShape shape = new CompletionShape(model.tokenizer(), List.of(""), 1, false);
    return shape.whole(
        CompletionEnvelope.ofText(model.name(), false),
        List.of(generation),
        List.of(new Piece(text, List.of())));
  }

  /** Why an answer ended, in the word of OpenAI's API. */
  public static String reason(Answer answer) {
    return ChatShape.TOOLS.reason(answer.finish(), answer.parts());
  }
}
