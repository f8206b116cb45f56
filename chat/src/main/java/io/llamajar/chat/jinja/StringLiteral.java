package io.llamajar.chat.jinja;

/** A string as written in a template, between its quotes, with Python's escapes. */
final class StringLiteral {
  private final String text;
  private final int line;
  private final StringBuilder out = new StringBuilder();
  private int position;

  private StringLiteral(String text, int line) {
    this.text = text;
    this.line = line;
  }

  static String unescape(String text, int line) {
    return text.indexOf('\\') < 0 ? text : new StringLiteral(text, line).unescape();
  }

  private String unescape() {
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '\\' && position < text.length()) {
        escape(text.charAt(position++));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void escape(char c) {
    switch (c) {
      case '\n' -> {} // an escaped line break joins the lines
      case '\\', '\'', '"' -> out.append(c);
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000b');
      case 'x' -> out.appendCodePoint(hex(2, "truncated \\xXX escape"));
      case 'u' -> out.appendCodePoint(hex(4, "truncated \\uXXXX escape"));
      case 'U' -> out.appendCodePoint(hex(8, "truncated \\UXXXXXXXX escape"));
      case 'N' -> named();
      case '0', '1', '2', '3', '4', '5', '6', '7' -> octal();
      default -> out.append('\\').append(c);
    }
  }

  private int hex(int digits, String complaint) {
    int end = position + digits;
    if (end > text.length()
        || !text.substring(position, end).chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw TemplateException.syntax(complaint, line);
    }
    long value = Long.parseLong(text, position, end, 16);
    if (!Character.isValidCodePoint((int) Math.min(value, Integer.MAX_VALUE))) {
      throw TemplateException.syntax("illegal Unicode character", line);
    }
    position = end;
    return (int) value;
  }

  private void octal() {
    int start = position - 1;
    while (position < Math.min(start + 3, text.length())
        && Character.digit(text.charAt(position), 8) >= 0) {
      position++;
    }
    out.appendCodePoint(Integer.parseInt(text, start, position, 8));
  }

  private void named() {
    int end = text.indexOf('}', position);
    if (end < 0 || text.charAt(position) != '{') {
      throw TemplateException.syntax("malformed \\N character escape", line);
    }
    try {
      out.appendCodePoint(Character.codePointOf(text.substring(position + 1, end)));
    } catch (IllegalArgumentException e) {
      throw TemplateException.syntax("unknown Unicode character name", line);
    }
    position = end + 1;
  }
}
