package io.llamajar.grammar;

import io.llamajar.LlamajarException;
import java.util.Arrays;

/** Goes through the text of a grammar and reads its smallest parts; knows the line and column. */
final class GbnfCursor {
  private static final int END = -1;
  private static final int LARGEST = 999_999_999;

  private final String text;
  private int at;

  GbnfCursor(String text) {
    this.text = text;
  }

  int at() {
    return at;
  }

  boolean atEnd() {
    return at == text.length();
  }

  /** The next character; -1 at the end. */
  int peek() {
    return atEnd() ? END : text.codePointAt(at);
  }

  private int next() {
    int point = peek();
    at += Character.charCount(Math.max(point, 0));
    return point;
  }

  boolean skip(char wanted) {
    boolean there = peek() == wanted;
    at += there ? 1 : 0;
    return there;
  }

  boolean skip(String wanted) {
    boolean there = text.startsWith(wanted, at);
    at += there ? wanted.length() : 0;
    return there;
  }

  boolean skipLineEnd() {
    return skip("\r\n") || skip('\r') || skip('\n') || atEnd();
  }

  /** Skips white space and comments; only if asked to, over the ends of lines. */
  void skipBlanks(boolean overLines) {
    while (true) {
      int next = peek();
      if (next == '#') {
        while (!atEnd() && peek() != '\r' && peek() != '\n') {
          next();
        }
      } else if (next == ' ' || next == '\t' || (overLines && (next == '\r' || next == '\n'))) {
        at++;
      } else {
        return;
      }
    }
  }

  /** Whether rule names have such characters. */
  static boolean isWord(int point) {
    return (point >= 'a' && point <= 'z')
        || (point >= 'A' && point <= 'Z')
        || (point >= '0' && point <= '9')
        || point == '-';
  }

  String name() {
    int start = at;
    while (isWord(peek())) {
      at++;
    }
    if (at == start) {
      throw wrong(
          "a rule begins with its name, of letters, digits and -; %s is none".formatted(shown()));
    }
    return text.substring(start, at);
  }

  int number() {
    int start = at;
    long number = 0;
    while (peek() >= '0' && peek() <= '9') {
      number = Math.min(10 * number + (next() - '0'), LARGEST);
    }
    if (at == start) {
      throw wrong("a whole number belongs here, and not " + shown());
    }
    return (int) number;
  }

  /** Reads {@code "..."}. */
  String literal() {
    int start = at++;
    StringBuilder literal = new StringBuilder();
    while (peek() != '"') {
      literal.appendCodePoint(character(start, "this text has no end; close it with \""));
    }
    at++;
    // Two escapes may make one character, as in JSON.
    boolean whole = literal.codePoints().noneMatch(GbnfCursor::isSurrogate);
    if (!whole) {
      throw wrongAt(start, "this text has half a surrogate pair; write the other half too");
    }
    return literal.toString();
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  /** Reads {@code [...]}. */
  CodePoints characterClass() {
    int start = at++;
    boolean negated = skip('^');
    int[] ranges = new int[16];
    int size = 0;
    while (peek() != ']') {
      String unclosed = "this character class has no end; close it with ]";
      int range = at;
      int first = character(start, unclosed);
      int last = first;
      if (peek() == '-' && !text.startsWith("-]", at)) {
        at++;
        last = character(start, unclosed);
      }
      if (last < first) {
        throw wrongAt(range, "this range of characters ends before it begins; swap its ends");
      }
      if (size == ranges.length) {
        ranges = Arrays.copyOf(ranges, 2 * size);
      }
      ranges[size++] = first;
      ranges[size++] = last;
    }
    at++;
    if (size == 0) {
      throw wrongAt(start, "this character class is empty; put characters into it, or write \"\"");
    }
    CodePoints points = CodePoints.of(Arrays.copyOf(ranges, size));
    return negated ? points.complement() : points;
  }

  /** Reads a character or an escape. */
  private int character(int start, String unclosed) {
    if (atEnd()) {
      throw wrongAt(start, unclosed);
    }
    int escape = at;
    int point = next();
    if (point != '\\') {
      return point;
    }
    return switch (next()) {
      case 'x' -> hex(escape, 2);
      case 'u' -> hex(escape, 4);
      case 'U' -> hex(escape, 8);
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'n' -> '\n';
      case '\\' -> '\\';
      case '"' -> '"';
      case '[' -> '[';
      case ']' -> ']';
      case '-' -> '-';
      case END -> throw wrongAt(start, unclosed);
      default ->
          throw wrongAt(
              escape,
              "there is no escape %s; write \\\\ for a backslash"
                  .formatted(text.substring(escape, at)));
    };
  }

  private int hex(int escape, int digits) {
    long value = 0;
    for (int i = 0; i < digits; i++) {
      int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw wrongAt(
            escape,
            "%s is followed by %d hexadecimal digits"
                .formatted(text.substring(escape, escape + 2), digits));
      }
      value = value << 4 | digit;
      at++;
    }
    if (value > CodePoints.LAST) {
      throw wrongAt(escape, "this is no character; the last one is \\U0010FFFF");
    }
    return (int) value;
  }

  /** Reads {@code <[123]>} or {@code <text>}, with or without a {@code !} in front. */
  TokenReference token() {
    int start = at;
    boolean negated = skip('!');
    int name = at;
    if (!skip('<')) {
      throw wrong("! belongs before a token, such as !<think>");
    }
    if (skip('[')) {
      int number = number();
      if (!skip("]>")) {
        throw wrong("the number of a token is written <[123]>; close it with ]>");
      }
      return new TokenReference("", number, negated);
    }
    int end = text.indexOf('>', at);
    if (end < 0) {
      throw wrongAt(start, "this token has no end; close it with >");
    }
    at = end + 1;
    return new TokenReference(text.substring(name, at), 0, negated);
  }

  /** What comes next, for a message. */
  String shown() {
    int next = peek();
    return switch (next) {
      case END -> "the end";
      case '\r', '\n' -> "the end of the line";
      default -> Character.toString(next);
    };
  }

  LlamajarException wrong(String what) {
    return wrongAt(at, what);
  }

  LlamajarException wrongAt(int position, String what) {
    String before = text.substring(0, position);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    int lineStart = before.lastIndexOf('\n') + 1;
    int column = 1 + before.codePointCount(lineStart, position);
    return new LlamajarException(
        "In line %d, column %d of the grammar: %s".formatted(line, column, what));
  }
}
