package io.llamajar;

/**
 * Says in one sentence what is wrong and what to do about it; the program prints that sentence.
 *
 * <p>The only exception that Llamajar throws for what users can get wrong: files, prompts,
 * settings. A programming error stays an {@link IllegalArgumentException} or {@link
 * IllegalStateException}.
 */
public class LlamajarException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LlamajarException(String message) {
    super(message);
  }

  public LlamajarException(String message, Throwable cause) {
    super(message, cause);
  }
}
