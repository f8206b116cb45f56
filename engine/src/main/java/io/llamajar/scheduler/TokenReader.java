package io.llamajar.scheduler;

import java.lang.foreign.MemorySegment;

/**
 * Is given what is generated, token by token, in the middle of everybody's work: what it does must
 * be quick, and it must not wait for anything.
 */
public interface TokenReader {
  /** Why no further token comes. */
  enum Ending {
    /** The reader wanted no more. */
    ENOUGH,
    /** As many tokens were generated as were allowed. */
    LENGTH,
    /** The context is full, or there is no memory for more of it. */
    CONTEXT,
    /** {@link Sequence#cancel} was called. */
    CANCELLED
  }

  /**
   * The prompt was read.
   *
   * @param cached of its tokens those that were known from before
   */
  void begin(int cached);

  /**
   * The next token.
   *
   * @param logits of all tokens that could have come: float32; only valid during the call, and
   *     empty where only this one could, unless it {@link #needsLogits}
   * @return whether another is wanted
   */
  boolean read(int token, MemorySegment logits);

  /** Whether the model is asked even where only one token can come. */
  default boolean needsLogits() {
    return false;
  }

  /**
   * How many tokens are not to be part of the text after all, the one that was just {@link #read}
   * and those before it: the first of them may not come there again.
   */
  default int takenBack() {
    return 0;
  }

  /**
   * Tokens were guessed.
   *
   * @param guesses how many are being read
   * @param right how many of those read have turned out to be right
   */
  default void guessed(int guesses, int right) {}

  /**
   * Whether nothing more is wanted for now. Once that has changed, {@link Sequence#resume} must be
   * called.
   */
  boolean isFull();

  /** No further token comes. */
  void end(Ending ending);

  /** It cannot go on. */
  void fail(RuntimeException reason);
}
