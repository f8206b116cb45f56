package io.llamajar.cli;

import java.io.IOException;
import java.util.Optional;

/** The other side of a conversation: a person at a terminal, or a pipe. */
interface User extends AutoCloseable {
  /** The next message; empty when the user leaves. */
  Optional<String> message() throws IOException;

  /** The next message, which the user makes of a draft, if that is possible; empty for none. */
  Optional<String> edited(String draft) throws IOException;

  /** A line that is no message, asked for by some words; empty if the user gives none. */
  Optional<String> line(String asked) throws IOException;

  /** Where the next answer is shown. */
  AnswerView view();

  /** Says something that is no answer. */
  void note(String line);

  /** Says how an answer went, to those who watch. */
  void status(String line);

  /** What to do when the user interrupts an answer. */
  void onInterrupt(Runnable stop);

  @Override
  void close() throws IOException;
}
