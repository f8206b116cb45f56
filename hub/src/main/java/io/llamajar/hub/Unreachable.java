package io.llamajar.hub;

import io.llamajar.LlamajarException;

/** A server cannot be asked now: what is on disk may do instead. */
final class Unreachable extends LlamajarException {
  private static final long serialVersionUID = 1;

  Unreachable(String message, Throwable cause) {
    super(message, cause);
  }

  Unreachable(String message) {
    super(message);
  }
}
