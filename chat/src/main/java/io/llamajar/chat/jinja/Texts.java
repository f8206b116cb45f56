package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Python's string algorithms, which think in code points. */
final class Texts {
  private Texts() {}

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String capitalize(String text) {
    return text.isEmpty() ? "" : titleFirst(text) + lower(afterFirst(text));
  }

  /** Every run of letters with its first one raised. */
  static String title(String text) {
    StringBuilder title = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      String letter = Character.toString(c);
      title.append(inWord ? lower(letter) : titleFirst(letter));
      inWord = Characters.isCased(c);
      i += Character.charCount(c);
    }
    return title.toString();
  }

  static String swapCase(String text) {
    return text.codePoints()
        .mapToObj(Character::toString)
        .map(c -> Character.isUpperCase(c.codePointAt(0)) ? lower(c) : upper(c))
        .collect(Collectors.joining());
  }

  private static String titleFirst(String text) {
    int c = text.codePointAt(0);
    int raised = Character.toTitleCase(c);
    if (raised != c) {
      return Character.toString(raised);
    }
    String upper = upper(Character.toString(c)); // one letter may become several: ß, SS, Ss
    int first = upper.codePointAt(0);
    return Character.toString(first) + lower(afterFirst(upper));
  }

  private static String afterFirst(String text) {
    return text.substring(Character.charCount(text.codePointAt(0)));
  }

  /** What strips these characters. */
  static IntPredicate anyOf(String characters) {
    Set<Integer> set = characters.codePoints().boxed().collect(Collectors.toSet());
    return set::contains;
  }

  static String strip(String text, IntPredicate isStripped, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && isStripped.test(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && end > start && isStripped.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  static String replace(String text, String old, String replacement, long count) {
    if (old.isEmpty()) {
      return spread(text, replacement, count);
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (long left = count; left != 0; left--) {
      int at = Search.first(text, old, from);
      if (at < 0) {
        break;
      }
      out.append(text, from, at).append(replacement);
      Meter.checkLength(out.length());
      from = at + old.length();
    }
    return out.append(text, from, text.length()).toString();
  }

  /** What replacing the empty string does: the replacement around every character. */
  private static String spread(String text, String replacement, long count) {
    StringBuilder out = new StringBuilder();
    long left = count;
    for (int i = 0; i <= text.length(); ) {
      if (left-- != 0) {
        out.append(replacement);
      }
      if (i == text.length()) {
        break;
      }
      int c = text.codePointAt(i);
      out.appendCodePoint(c);
      Meter.checkLength(out.length());
      i += Character.charCount(c);
    }
    return out.toString();
  }

  /** The parts between separators; at most so many splits, all if negative. */
  static List<String> split(String text, String separator, long most) {
    requireSeparator(separator);
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int at = Search.first(text, separator, 0);
        at >= 0;
        at = Search.first(text, separator, from)) {
      if (most >= 0 && parts.size() >= most) {
        break;
      }
      parts.add(text.substring(from, at));
      Meter.checkSize(parts.size());
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  static List<String> splitFromRight(String text, String separator, long most) {
    requireSeparator(separator);
    List<String> parts = new ArrayList<>();
    int to = text.length();
    while (most < 0 || parts.size() < most) {
      int at = Search.last(text, separator, to);
      if (at < 0) {
        break;
      }
      parts.add(text.substring(at + separator.length(), to));
      Meter.checkSize(parts.size());
      to = at;
    }
    parts.add(text.substring(0, to));
    Collections.reverse(parts);
    return parts;
  }

  static void requireSeparator(String separator) {
    if (separator.isEmpty()) {
      throw TemplateException.value("empty separator");
    }
  }

  /** The words between white space; the last one takes what is left after so many splits. */
  static List<String> words(String text, long most) {
    List<String> words = new ArrayList<>();
    String rest = strip(text, Characters::isSpace, true, false);
    int start = 0;
    while (start < rest.length()) {
      if (most >= 0 && words.size() >= most) {
        words.add(rest.substring(start));
        break;
      }
      int end = start;
      while (end < rest.length() && !Characters.isSpace(rest.charAt(end))) {
        end++;
      }
      words.add(rest.substring(start, end));
      Meter.checkSize(words.size());
      start = end;
      while (start < rest.length() && Characters.isSpace(rest.charAt(start))) {
        start++;
      }
    }
    return words;
  }

  static List<String> wordsFromRight(String text, long most) {
    List<String> words = new ArrayList<>();
    String rest = strip(text, Characters::isSpace, false, true);
    int end = rest.length();
    while (end > 0) {
      if (most >= 0 && words.size() >= most) {
        words.add(rest.substring(0, end));
        break;
      }
      int start = end;
      while (start > 0 && !Characters.isSpace(rest.charAt(start - 1))) {
        start--;
      }
      words.add(rest.substring(start, end));
      Meter.checkSize(words.size());
      end = start;
      while (end > 0 && Characters.isSpace(rest.charAt(end - 1))) {
        end--;
      }
    }
    Collections.reverse(words);
    return words;
  }

  static List<String> lines(String text, boolean keepEnds) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !Characters.isLineBreak(text.charAt(end))) {
        end++;
      }
      int next = end < text.length() ? end + 1 : end;
      if (text.startsWith("\r\n", end)) {
        next++;
      }
      lines.add(text.substring(start, keepEnds ? next : end));
      Meter.checkSize(lines.size());
      start = next;
    }
    return lines;
  }

  static int count(String whole, String part) {
    if (part.isEmpty()) {
      return Types.length(whole) + 1;
    }
    int count = 0;
    for (int at = Search.first(whole, part, 0);
        at >= 0;
        at = Search.first(whole, part, at + part.length())) {
      count++;
    }
    return count;
  }

  static String center(String text, long width, String fill) {
    long padding = Math.max(0, width - Types.length(text));
    long left = padding / 2 + (padding & width & 1);
    return Meter.repeat(fill, left) + text + Meter.repeat(fill, padding - left);
  }

  static String padding(String text, long width, String fill) {
    return Meter.repeat(fill, width - Types.length(text));
  }

  static String zeroFill(String text, long width) {
    String zeros = padding(text, width, "0");
    boolean signed = text.startsWith("+") || text.startsWith("-");
    return signed ? text.charAt(0) + zeros + text.substring(1) : zeros + text;
  }

  static String expandTabs(String text, long size) {
    StringBuilder out = new StringBuilder();
    long column = 0;
    for (int c : text.codePoints().toArray()) {
      if (c == '\t') {
        long blanks = size > 0 ? size - column % size : 0;
        out.append(Meter.repeat(" ", blanks));
        Meter.checkLength(out.length());
        column += blanks;
      } else {
        out.appendCodePoint(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
    return out.toString();
  }

  static String join(String separator, Iterable<String> parts) {
    StringBuilder out = new StringBuilder();
    String between = "";
    for (String part : parts) {
      out.append(between).append(part);
      Meter.checkLength(out.length());
      between = separator;
    }
    return out.toString();
  }
}
