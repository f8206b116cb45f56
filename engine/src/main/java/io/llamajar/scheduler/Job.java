package io.llamajar.scheduler;

import io.llamajar.ops.Ops;

/**
 * Something else than a text to generate that takes passes: texts to embed, say. The thread that
 * generates does it pass by pass between its own steps.
 */
public interface Job extends AutoCloseable {
  /**
   * Does a pass.
   *
   * @param rows about how many tokens go well into one
   * @return how many it had
   */
  int step(Ops ops, int rows);

  /** Whether there is nothing more to do. */
  boolean isDone();

  /** Whether nobody wants it any more; asked before each pass. */
  boolean isCancelled();

  /** Frees what it holds: it is done, or will not go on. */
  @Override
  void close();
}
