package io.llamajar.chat.tools;

import java.util.function.Consumer;

/** What has become known of an answer. */
public sealed interface AnswerEvent {
  /** More of what the model thinks before it answers. */
  record Reasoning(String text) implements AnswerEvent {}

  /** More of what it says. */
  record Content(String text) implements AnswerEvent {}

  /**
   * It calls a tool; the arguments follow.
   *
   * @param index of the call in this answer, from 0
   */
  record CallBegun(int index, String id, String name) implements AnswerEvent {}

  /** More of a call's arguments: JSON text that goes on where it stopped. */
  record Arguments(int index, String text) implements AnswerEvent {}

  /** The arguments are complete. */
  record CallEnded(int index) implements AnswerEvent {}

  /**
   * What looked like a call was none, or was never ended: forget it. Its text follows as content,
   * and the next call has its index.
   */
  record CallBroken(int index) implements AnswerEvent {}

  /** Passes on what the model says, and nothing else. */
  static Consumer<AnswerEvent> content(Consumer<String> reader) {
    return event -> {
      if (event instanceof Content(String text)) {
        reader.accept(text);
      }
    };
  }
}
