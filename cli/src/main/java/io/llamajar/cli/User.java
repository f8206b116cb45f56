package io.llamajar.cli;

import java.io.IOException;
import java.util.Optional;

/** The other side of a conversation: a person at a terminal, or a pipe. */
interface User extends AutoCloseable {
  /** The next message; empty when the user leaves. */
  Optional<String> message() throws IOException;

  /** Shows the next piece of an answer. */
  void show(String piece);

  /** The answer is complete. */
  void endAnswer();

  /** Says something that is no answer. */
  void note(String line);

  /** What to do when the user interrupts an answer. */
  void onInterrupt(Runnable stop);

  @Override
  void close() throws IOException;
}
