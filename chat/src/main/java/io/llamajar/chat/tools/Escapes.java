package io.llamajar.chat.tools;

import io.llamajar.chat.template.Json;

/** Writes characters as they may stand in a JSON string. */
final class Escapes {
  private Escapes() {}

  /** A character of a JSON string; models write line breaks and tabs as they are. */
  static String line(char c) {
    return c < ' ' ? text(String.valueOf(c)) : String.valueOf(c);
  }

  /** Text as the inside of a JSON string. */
  static String text(String text) {
    String quoted = Json.write(text);
    return quoted.substring(1, quoted.length() - 1);
  }
}
