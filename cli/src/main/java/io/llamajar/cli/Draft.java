package io.llamajar.cli;

/**
 * What somebody has typed for a message: whether there is more to come, and what it says.
 *
 * <p>A line that ends with a backslash goes on in the next; between {@code """} and {@code """}
 * stands text of any number of lines.
 */
record Draft(String typed) {
  private static final String QUOTES = "\"\"\"";

  /** Whether another line belongs to it. */
  boolean goesOn() {
    if (isQuoted()) {
      String text = typed.strip();
      return text.length() < 2 * QUOTES.length() || !text.endsWith(QUOTES);
    }
    return typed.endsWith("\\");
  }

  private boolean isQuoted() {
    return typed.stripLeading().startsWith(QUOTES);
  }

  String message() {
    if (!isQuoted()) {
      return typed.replace("\\\n", "\n");
    }
    String text = typed.strip().substring(QUOTES.length());
    String inner =
        text.endsWith(QUOTES) ? text.substring(0, text.length() - QUOTES.length()) : text;
    return inner.replaceFirst("^\\n", "").replaceFirst("\\n$", "");
  }
}
