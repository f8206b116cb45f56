package io.llamajar.chat.tools;

import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads values as programs write them: Python's, JSON's, and the like whose strings stand between
 * other quotes. Names of members may be bare words.
 *
 * @param quotes what a string may stand between; a longer one before its beginning. A backslash
 *     means something in a string unless its quotes are a control token.
 */
record Literals(List<String> quotes) {
  static final Literals PYTHON = new Literals(List.of("\"\"\"", "'''", "\"", "'"));
  static final Literals GEMMA = new Literals(List.of("<|\"|>", "\""));

  private static final int DEEPEST = 100;
  private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern REAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  /** The value of a text; empty if it is not one. */
  Optional<Object> tryParse(String text) {
    Cursor cursor = new Cursor(text);
    Optional<Object> value = cursor.value(0);
    cursor.space();
    return value.filter(read -> cursor.at == text.length());
  }

  /** The quote that stands at a place; empty if none does. */
  Optional<String> quoteAt(CharSequence text, int at) {
    return quotes.stream().filter(quote -> startsWith(text, at, quote)).findFirst();
  }

  static boolean escapesIn(String quote) {
    return !quote.startsWith("<");
  }

  /** Whether the end of a text may become a longer quote than the one that stands there. */
  boolean mayGrow(CharSequence text, String quote) {
    return Partial.length(text, quotes.toArray(String[]::new)) > quote.length();
  }

  private static boolean startsWith(CharSequence text, int at, String part) {
    return at + part.length() <= text.length()
        && part.contentEquals(text.subSequence(at, at + part.length()));
  }

  private final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    void space() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private boolean skip(char c) {
      space();
      boolean found = at < text.length() && text.charAt(at) == c;
      at += found ? 1 : 0;
      return found;
    }

    Optional<Object> value(int depth) {
      space();
      if (at == text.length() || depth > DEEPEST) {
        return Optional.empty();
      }
      Optional<String> quote = quoteAt(text, at);
      if (quote.isPresent()) {
        return string(quote.get()).map(value -> value);
      }
      return switch (text.charAt(at)) {
        case '[' -> list(']', depth);
        case '(' -> list(')', depth);
        case '{' -> object(depth);
        default -> scalar(word());
      };
    }

    private Optional<Object> list(char close, int depth) {
      at++;
      List<Object> items = new ArrayList<>();
      while (!skip(close)) {
        Optional<Object> item = value(depth + 1);
        if (item.isEmpty() || (!skip(',') && !isNext(close))) {
          return Optional.empty();
        }
        items.add(item.get());
      }
      return Optional.of(items);
    }

    private Optional<Object> object(int depth) {
      at++;
      Map<String, Object> members = Json.object();
      while (!skip('}')) {
        Optional<String> name = name();
        Optional<Object> member =
            name.isPresent() && skip(':') ? value(depth + 1) : Optional.empty();
        if (member.isEmpty() || (!skip(',') && !isNext('}'))) {
          return Optional.empty();
        }
        members.put(name.orElseThrow(), member.get());
      }
      return Optional.of(members);
    }

    private boolean isNext(char c) {
      space();
      return at < text.length() && text.charAt(at) == c;
    }

    private Optional<String> name() {
      space();
      Optional<String> quote = quoteAt(text, at);
      return quote.isPresent()
          ? string(quote.get())
          : Optional.of(word()).filter(word -> !word.isEmpty());
    }

    private String word() {
      int from = at;
      while (at < text.length() && ",:]})".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(from, at).strip();
    }

    private Optional<String> string(String quote) {
      at += quote.length();
      StringBuilder value = new StringBuilder();
      while (at < text.length() && !startsWith(text, at, quote)) {
        char c = text.charAt(at++);
        if (c == '\\' && escapesIn(quote) && at < text.length()) {
          value.append(escape(text.charAt(at++)));
        } else {
          value.append(c);
        }
      }
      boolean closed = at < text.length();
      at += quote.length();
      return closed ? Optional.of(value.toString()) : Optional.empty();
    }

    private String escape(char c) {
      return switch (c) {
        case 'n' -> "\n";
        case 't' -> "\t";
        case 'r' -> "\r";
        case 'b' -> "\b";
        case 'f' -> "\f";
        case '\n' -> "";
        case '\\', '\'', '"', '/' -> String.valueOf(c);
        case 'x' -> code(2);
        case 'u' -> code(4);
        case 'U' -> code(8);
        default -> "\\" + c;
      };
    }

    private String code(int digits) {
      int end = Math.min(at + digits, text.length());
      String hex = text.substring(at, end);
      if (hex.length() < digits || !hex.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
        return "\\";
      }
      at = end;
      long code = Long.parseLong(hex, 16);
      return code <= Character.MAX_CODE_POINT ? Character.toString((int) code) : "\uFFFD";
    }

    private static Optional<Object> scalar(String word) {
      return switch (word) {
        case "True", "true" -> Optional.of(true);
        case "False", "false" -> Optional.of(false);
        case "None", "null" -> Optional.of(None.NONE);
        default -> number(word);
      };
    }

    private static Optional<Object> number(String word) {
      if (INTEGER.matcher(word).matches()) {
        BigInteger value = new BigInteger(word);
        return Optional.of(value.bitLength() < Long.SIZE ? (Object) value.longValue() : value);
      }
      return REAL.matcher(word).matches()
          ? Optional.<Object>of(Double.valueOf(word))
              .filter(d -> !d.equals(Double.POSITIVE_INFINITY))
          : Optional.empty();
    }
  }
}
