package io.llamajar.chat.jinja;

import io.llamajar.LlamajarException;

/** Says why a chat template cannot be read or rendered, and in which of its lines. */
public final class TemplateException extends LlamajarException {
  private static final long serialVersionUID = 1;

  /** What went wrong, in the terms of Python's exceptions. */
  public enum Kind {
    /** The template itself called {@code raise_exception}. */
    RAISED,
    SYNTAX,
    UNDEFINED,
    TYPE,
    VALUE,
    LOOKUP,
    ARITHMETIC,
    SECURITY,
    RUNTIME,
    /** The template wants more time, memory or depth than a stranger's template may have. */
    LIMIT
  }

  private final Kind kind;
  private final String reason;
  private final int line;

  TemplateException(Kind kind, String reason) {
    this(kind, reason, 0);
  }

  TemplateException(Kind kind, String reason, int line) {
    super(sentence(kind, reason, line));
    this.kind = kind;
    this.reason = reason;
    this.line = line;
  }

  static TemplateException syntax(String reason, int line) {
    return new TemplateException(Kind.SYNTAX, reason, line);
  }

  static TemplateException type(String reason) {
    return new TemplateException(Kind.TYPE, reason);
  }

  static TemplateException value(String reason) {
    return new TemplateException(Kind.VALUE, reason);
  }

  static TemplateException arithmetic(String reason) {
    return new TemplateException(Kind.ARITHMETIC, reason);
  }

  static TemplateException runtime(String reason) {
    return new TemplateException(Kind.RUNTIME, reason);
  }

  static TemplateException limit(String reason) {
    return new TemplateException(Kind.LIMIT, reason);
  }

  public Kind kind() {
    return kind;
  }

  /** What Python's jinja2 would say, or the words given to {@code raise_exception}. */
  public String reason() {
    return reason;
  }

  /** The line of the template, counted from 1; 0 where it is not known. */
  public int line() {
    return line;
  }

  /** The same error with its line, unless it has one already. */
  TemplateException at(int knownLine) {
    return line > 0 ? this : new TemplateException(kind, reason, knownLine);
  }

  private static String sentence(Kind kind, String reason, int line) {
    String place = line > 0 ? " at line " + line : "";
    return switch (kind) {
      case RAISED -> "The chat template refuses these messages: " + reason;
      case SYNTAX -> "The chat template is broken" + place + ": " + reason + "; use another one";
      case LIMIT -> "The chat template was stopped" + place + ": " + reason + "; use another one";
      default ->
          "The chat template fails"
              + place
              + ": "
              + reason
              + "; check the messages and tools, or use another template";
    };
  }
}
