package io.llamajar.cli.markdown;

import java.util.Optional;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * Styles what stands in a line: emphasis, code, links.
 *
 * <p>What a mark means shows where it is closed. Until then, or until the line ends, text behind it
 * is not given out; but one that is not closed soon is taken for a character like others.
 */
final class Spans {
  private static final int LONGEST = 400; // characters that wait for the end of a span
  private static final String ESCAPABLE = "\\`*_~#[]|<>{}-+.!";
  private static final String MARKS = "*_~`[\\";

  private final AttributedStringBuilder out;

  Spans(AttributedStringBuilder out) {
    this.out = out;
  }

  /** A part of a text that is decided: where what it means begins and ends, and where it ends. */
  private record Span(int from, int to, int end, AttributedStyle style) {}

  /**
   * Gives out as much of a line as can be told what it means.
   *
   * @param from what was given out before
   * @param isAll whether nothing follows
   * @return where the rest begins
   */
  int write(CharSequence text, int from, AttributedStyle style, boolean isAll) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (MARKS.indexOf(c) < 0) {
        out.styled(style, String.valueOf(c));
        at++;
        continue;
      }
      boolean isKnown = isAll || text.length() - at > LONGEST;
      int run = run(text, at);
      if (at + run == text.length() && !isKnown) {
        return at;
      }
      Optional<Span> span = span(text, at, run, style, isKnown);
      if (span.isPresent()) {
        at = write(text, span.get());
      } else if (c == '\\' || isKnown || !mayOpen(text, at, run)) {
        boolean isEscape = c == '\\' && run == 1 && isEscapable(text, at + 1);
        out.styled(style, isEscape ? "" : text.subSequence(at, at + run));
        at += run;
        if (isEscape) {
          out.styled(style, String.valueOf(text.charAt(at++)));
        }
      } else {
        return at;
      }
    }
    return at;
  }

  private int write(CharSequence text, Span span) {
    CharSequence inner = text.subSequence(span.from, span.to);
    if (text.charAt(span.from - 1) == '`') {
      out.styled(span.style, inner);
    } else {
      write(inner, 0, span.style, true);
    }
    int address = span.to + 2;
    if (text.charAt(span.from - 1) == '[' && address < span.end) {
      out.styled(Look.MARK, " (" + text.subSequence(address, span.end - 1) + ")");
    }
    return span.end;
  }

  /** How often the character there stands there. */
  private static int run(CharSequence text, int at) {
    int end = at + 1;
    while (end < text.length() && text.charAt(end) == text.charAt(at)) {
      end++;
    }
    return text.charAt(at) == '[' ? 1 : end - at;
  }

  private static boolean isEscapable(CharSequence text, int at) {
    return at < text.length() && ESCAPABLE.indexOf(text.charAt(at)) >= 0;
  }

  /** Whether a span may begin with a run of marks; what follows on it is known. */
  private static boolean mayOpen(CharSequence text, int at, int run) {
    char c = text.charAt(at);
    return switch (c) {
      case '`' -> true;
      case '[' -> mayBecomeLink(text, at);
      case '~' -> run == 2 && isText(text, at + run);
      default ->
          run <= 3 && isText(text, at + run) && !(at > 0 && isInWord(text.charAt(at - 1), c, run));
    };
  }

  /** Whether what stands before makes a mark a part of a word or of a product. */
  private static boolean isInWord(char before, char mark, int run) {
    return Character.isLetterOrDigit(before) && (mark == '_' || (before < 128 && run == 1));
  }

  private static boolean isText(CharSequence text, int at) {
    return at >= 0 && at < text.length() && !Character.isWhitespace(text.charAt(at));
  }

  private static boolean mayBecomeLink(CharSequence text, int at) {
    int close = closing(text, at);
    return close < 0 || close + 1 == text.length() || text.charAt(close + 1) == '(';
  }

  private static Optional<Span> span(
      CharSequence text, int at, int run, AttributedStyle style, boolean isAll) {
    if (!mayOpen(text, at, run)) {
      return Optional.empty();
    }
    return switch (text.charAt(at)) {
      case '`' -> code(text, at, run, style, isAll);
      case '[' -> link(text, at, style);
      default -> emphasis(text, at, run, style, isAll);
    };
  }

  /** Code ends at as many backticks as it began with. */
  private static Optional<Span> code(
      CharSequence text, int at, int run, AttributedStyle style, boolean isAll) {
    for (int i = at + run; i < text.length(); i++) {
      if (text.charAt(i) == '`') {
        int length = run(text, i);
        if (length == run && (isAll || i + length < text.length())) {
          return Optional.of(new Span(at + run, i, i + run, Look.asCode(style)));
        }
        i += length - 1;
      }
    }
    return Optional.empty();
  }

  private static Optional<Span> emphasis(
      CharSequence text, int at, int run, AttributedStyle style, boolean isAll) {
    char mark = text.charAt(at);
    for (int i = at + run; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '`' || c == '\\') {
        i = pastVerbatim(text, i);
      } else if (c == mark) {
        int length = run(text, i);
        boolean isSeen = isAll || i + length < text.length();
        if ((length == run || length == 3) && isSeen && closes(text, i, length, mark)) {
          int end = i + length;
          return Optional.of(new Span(at + run, end - run, end, emphasised(style, mark, run)));
        }
        i += length - 1;
      }
    }
    return Optional.empty();
  }

  /** The end of code or of what is escaped: marks in it do not count. */
  private static int pastVerbatim(CharSequence text, int at) {
    if (text.charAt(at) == '\\') {
      return at + 1;
    }
    int run = run(text, at);
    return code(text, at, run, Look.TEXT, true).map(Span::end).orElse(at + run) - 1;
  }

  private static boolean closes(CharSequence text, int at, int run, char mark) {
    boolean goesOn = at + run < text.length() && Character.isLetterOrDigit(text.charAt(at + run));
    return isText(text, at - 1) && !(mark == '_' && goesOn);
  }

  private static AttributedStyle emphasised(AttributedStyle style, char mark, int run) {
    if (mark == '~') {
      return style.crossedOut();
    }
    return switch (run) {
      case 1 -> style.italic();
      case 2 -> style.bold();
      default -> style.bold().italic();
    };
  }

  /** {@code [text](address)}. */
  private static Optional<Span> link(CharSequence text, int at, AttributedStyle style) {
    int close = closing(text, at);
    if (close < 0 || close + 1 >= text.length() || text.charAt(close + 1) != '(') {
      return Optional.empty();
    }
    for (int i = close + 2; i < text.length(); i++) {
      if (text.charAt(i) == ')') {
        return Optional.of(new Span(at + 1, close, i + 1, style.underline()));
      }
    }
    return Optional.empty();
  }

  /** The bracket that closes the one there, or -1. */
  private static int closing(CharSequence text, int at) {
    int depth = 0;
    for (int i = at; i < text.length(); i++) {
      depth += text.charAt(i) == '[' ? 1 : text.charAt(i) == ']' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
