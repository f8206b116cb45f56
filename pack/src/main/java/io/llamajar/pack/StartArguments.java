package io.llamajar.pack;

import io.llamajar.LlamajarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The words of an {@code .args} file, which a packed file is started with: those before the user's
 * own, and those behind.
 */
public record StartArguments(List<String> before, List<String> after) {
  // Words are split as a shell splits them. White space separates; 'single quotes' keep everything,
  // "double quotes" keep white space and #; a backslash takes the meaning from the next character,
  // except that n, t, r, e, 0, x with two and u with four hexadecimal digits behind it stand for
  // characters, as in C, and that a line which ends in one goes on; # in front of a word begins a
  // comment; $NAME and ${NAME} outside single quotes are the environment's, or nothing. A bare ...
  // is where the user's arguments go.

  private static final String PLACE = "...";

  /** No words at all. */
  public static final StartArguments NONE = new StartArguments(List.of(), List.of());

  public StartArguments {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * Reads a file's text.
   *
   * @param variables the environment
   * @throws LlamajarException if a quote is not closed, or a backslash is followed by nonsense
   */
  public static StartArguments parse(String text, Function<String, Optional<String>> variables) {
    return new Parser(text, variables).parse();
  }

  /** Whether nothing is said. */
  public boolean isEmpty() {
    return before.isEmpty() && after.isEmpty();
  }

  /** All words, the user's among them. */
  public List<String> with(List<String> own) {
    List<String> all = new ArrayList<>(before);
    all.addAll(own);
    all.addAll(after);
    return all;
  }

  /** A word in such a way that it is read as it is. */
  public static String quoted(String word) {
    boolean isPlain = word.matches("[\\w@%+=:,./-]+") && !word.equals(PLACE);
    return isPlain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static final class Parser {
    private final String text;
    private final Function<String, Optional<String>> variables;
    private final List<String> words = new ArrayList<>();
    private Optional<List<String>> before = Optional.empty();
    private final StringBuilder word = new StringBuilder();
    private int at;

    Parser(String text, Function<String, Optional<String>> variables) {
      this.text = text;
      this.variables = variables;
    }

    StartArguments parse() {
      while (at < text.length()) {
        char c = text.charAt(at);
        if (Character.isWhitespace(c)) {
          at++;
        } else if (c == '#') {
          at = end('\n');
        } else {
          word();
        }
      }
      return before
          .map(first -> new StartArguments(first, words))
          .orElseGet(() -> new StartArguments(words, List.of()));
    }

    private int end(char mark) {
      int end = text.indexOf(mark, at);
      return end < 0 ? text.length() : end;
    }

    private void word() {
      int start = at;
      word.setLength(0);
      while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
        char c = text.charAt(at++);
        switch (c) {
          case '\'' -> literal();
          case '"' -> quoted();
          default -> piece(c);
        }
      }
      if (!text.substring(start, at).equals(PLACE)) {
        words.add(word.toString());
      } else if (before.isEmpty()) {
        before = Optional.of(List.copyOf(words));
        words.clear();
      } else {
        throw new LlamajarException(".args has ... twice; the user's arguments go to one place");
      }
    }

    private void literal() {
      int end = text.indexOf('\'', at);
      if (end < 0) {
        throw unclosed('\'');
      }
      word.append(text, at, end);
      at = end + 1;
    }

    private void quoted() {
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return;
        }
        piece(c);
      }
      throw unclosed('"');
    }

    /** A character that is not in single quotes. */
    private void piece(char c) {
      switch (c) {
        case '\\' -> escape();
        case '$' -> variable();
        default -> word.append(c);
      }
    }

    private void escape() {
      if (at == text.length()) {
        throw new LlamajarException(".args ends in a backslash; remove it or double it");
      }
      char c = text.charAt(at++);
      switch (c) {
        case '\n' -> {}
        case 'n' -> word.append('\n');
        case 't' -> word.append('\t');
        case 'r' -> word.append('\r');
        case 'e' -> word.append('\u001b');
        case '0' -> word.append('\0');
        case 'x' -> code(2);
        case 'u' -> code(4);
        default -> word.append(c);
      }
    }

    private void code(int digits) {
      String code = text.substring(at, Math.min(at + digits, text.length()));
      if (!code.matches("[0-9a-fA-F]{" + digits + "}")) {
        throw new LlamajarException(
            ".args has a backslash and %s without %d hexadecimal digits; double the backslash"
                .formatted(digits == 2 ? "x" : "u", digits));
      }
      word.append((char) Integer.parseInt(code, 16));
      at += digits;
    }

    private void variable() {
      boolean isBraced = text.startsWith("{", at);
      int start = isBraced ? at + 1 : at;
      int end = start;
      while (end < text.length() && isName(text.charAt(end), end == start)) {
        end++;
      }
      if (end == start || (isBraced && !text.startsWith("}", end))) {
        word.append('$'); // nobody's name
        return;
      }
      variables.apply(text.substring(start, end)).ifPresent(word::append);
      at = isBraced ? end + 1 : end;
    }

    private static boolean isName(char c, boolean isFirst) {
      boolean isLetter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      return isLetter || (c >= '0' && c <= '9' && !isFirst);
    }

    private static LlamajarException unclosed(char quote) {
      return new LlamajarException(
          ".args has a " + quote + " that is not closed; add another, or a backslash before it");
    }
  }
}
