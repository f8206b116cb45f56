package io.llamajar.cli;

/** Shows an answer while it comes: what the model thinks, apart from what it says. */
interface AnswerView {
  void think(String piece);

  void say(String piece);

  /** The answer has ended; what follows begins a line of its own. */
  void end();
}
