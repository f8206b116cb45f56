package io.llamajar.cli;

import java.util.Locale;
import java.util.regex.Pattern;

/** Makes text from anywhere fit to be shown in one line of a terminal. */
final class Lines {
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f&&[^\n\t]]");

  private Lines() {}

  /** A message without line breaks and control characters. */
  static String single(String message) {
    StringBuilder line = new StringBuilder();
    message.strip().replaceAll("\\s*\\R\\s*", " ").codePoints().forEach(c -> append(line, c));
    return line.toString();
  }

  /** A text that cannot move the cursor, ring the bell or rename the window. */
  static String safe(String text) {
    return CONTROL.matcher(text).replaceAll("\uFFFD");
  }

  /** A string in double quotes, with escapes as in Java. */
  static String quoted(String text) {
    StringBuilder line = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"', '\\' -> line.append('\\').append((char) c);
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> append(line, c);
          }
        });
    return line.append('"').toString();
  }

  /** Control characters could make a terminal do anything. */
  private static void append(StringBuilder line, int character) {
    if (Character.isISOControl(character)) {
      line.append("\\u%04x".formatted(character));
    } else {
      line.appendCodePoint(character);
    }
  }

  /** So many of something: {@code 1 message}, {@code 2 messages}. */
  static String counted(long number, String name) {
    return grouped(number) + " " + name + (number == 1 ? "" : "s");
  }

  /** A number with thousands separated: {@code 1,234,567}. */
  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
