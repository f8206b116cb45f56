package io.llamajar.cli;

/** A command line that asks for something impossible: the message says what. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }

  UsageException(RuntimeException cause) {
    super(cause.getMessage(), cause);
  }
}
