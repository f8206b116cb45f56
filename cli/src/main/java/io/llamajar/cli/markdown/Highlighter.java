package io.llamajar.cli.markdown;

import io.llamajar.cli.markdown.Language.Delimiters;
import java.util.Optional;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Colours code: comments, strings, numbers and keywords, which is what most languages agree on.
 *
 * <p>Held back is only a word until it ends, and what may begin a comment or a string.
 */
final class Highlighter {
  private final Language language;
  private final AttributedStringBuilder out;
  private final StringBuilder held = new StringBuilder();
  private final StringBuilder inside = new StringBuilder(); // the comment or string so far
  private Optional<Delimiters> around = Optional.empty();

  Highlighter(Language language, AttributedStringBuilder out) {
    this.language = language;
    this.out = out;
  }

  void read(char c) {
    if (around.isPresent()) {
      within(c, around.get());
    } else if (language.isPlain()) {
      out.styled(Look.TEXT, String.valueOf(c));
    } else {
      held.append(c);
      settle(false);
    }
  }

  void endLine() {
    settle(true);
    if (around.filter(Delimiters::endsWithLine).isPresent()) {
      around = Optional.empty();
    }
    inside.setLength(0);
  }

  private void within(char c, Delimiters delimiters) {
    out.styled(delimiters.style(), String.valueOf(c));
    inside.append(c);
    boolean isEscape = c == '\\' && delimiters.escapes();
    if (isEscape && inside.length() > 1 && inside.charAt(inside.length() - 2) == '\\') {
      inside.setLength(0); // an escaped backslash escapes nothing
    }
    String close = delimiters.close();
    if (!close.isEmpty() && ends(close) && !isEscaped(close.length(), delimiters)) {
      around = Optional.empty();
    }
  }

  private boolean ends(String text) {
    int from = inside.length() - text.length();
    return from >= 0 && inside.indexOf(text, from) == from;
  }

  private boolean isEscaped(int length, Delimiters delimiters) {
    int before = inside.length() - length - 1;
    return delimiters.escapes() && before >= 0 && inside.charAt(before) == '\\';
  }

  /** Decides on what is held, as far as that is possible. */
  private void settle(boolean isAll) {
    while (!held.isEmpty() && around.isEmpty()) {
      int word = word();
      if (word > 0) {
        if (word == held.length() && !isAll) {
          return;
        }
        give(style(held.substring(0, word)), word);
      } else if (!isAll && language.mayOpen(held)) {
        return;
      } else {
        Optional<Delimiters> opened = language.opening(held);
        give(
            opened.map(Delimiters::style).orElse(Look.TEXT),
            opened.map(Highlighter::open).orElse(1));
        around = opened;
        inside.setLength(0);
      }
    }
    if (around.isPresent()) {
      String rest = held.toString();
      held.setLength(0);
      rest.chars().forEach(c -> read((char) c));
    }
  }

  private static int open(Delimiters delimiters) {
    return delimiters.open().length();
  }

  private void give(AttributedStyle style, int length) {
    out.styled(style, held.subSequence(0, length));
    held.delete(0, length);
  }

  /** The length of the word or number that what is held begins with. */
  private int word() {
    boolean isNumber = Character.isDigit(held.charAt(0));
    int end = 0;
    while (end < held.length()
        && (Character.isLetterOrDigit(held.charAt(end))
            || held.charAt(end) == '_'
            || (isNumber && held.charAt(end) == '.'))) {
      end++;
    }
    return end;
  }

  private AttributedStyle style(String word) {
    if (Character.isDigit(word.charAt(0))) {
      return Look.NUMBER;
    }
    return language.isKeyword(word) ? Look.KEYWORD : Look.TEXT;
  }
}
