package io.llamajar.cli;

import io.llamajar.chat.tools.AnswerEvent;

/** Shows an answer while it comes: what the model thinks, apart from what it says. */
interface AnswerView {
  void think(String piece);

  void say(String piece);

  /** Shows what has become known of the answer. */
  default void show(AnswerEvent event) {
    switch (event) {
      case AnswerEvent.Reasoning(String piece) -> think(piece);
      case AnswerEvent.Content(String piece) -> say(piece);
      default -> {} // calls are shown when they are complete
    }
  }

  /** The answer has ended; what follows begins a line of its own. */
  void end();
}
