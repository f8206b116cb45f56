package io.llamajar.chat.schema;

/** Says what of a pattern cannot be enforced, and what to write instead. */
final class PatternException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;

  PatternException(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
