package io.llamajar.chat.jinja;

/**
 * Finds a text in another in linear time.
 *
 * <p>Java's own search is fast for short texts, but takes n times m for {@code "aaa...ab"}; long
 * ones are sought as by Knuth, Morris and Pratt, "Fast Pattern Matching in Strings" (1977).
 */
final class Search {
  private static final int SHORT = 16;

  private Search() {}

  /** Where the first occurrence from here on begins, or -1. */
  static int first(String text, String part, int from) {
    return part.length() <= SHORT ? text.indexOf(part, from) : scan(text, part, from, false);
  }

  /** Where the last occurrence that ends before this begins, or -1. */
  static int last(String text, String part, int end) {
    if (part.length() > end) {
      return -1;
    }
    return part.length() <= SHORT
        ? text.lastIndexOf(part, end - part.length())
        : scan(text.substring(0, end), part, 0, true);
  }

  private static int scan(String text, String part, int from, boolean last) {
    int[] borders = borders(part);
    int found = -1;
    int matched = 0;
    for (int i = from; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
        matched = borders[matched - 1];
      }
      matched += text.charAt(i) == part.charAt(matched) ? 1 : 0;
      if (matched == part.length()) {
        found = i - matched + 1;
        if (!last) {
          return found;
        }
        matched = borders[matched - 1];
      }
    }
    return found;
  }

  /** For each beginning of a text, the length of its longest other beginning that also ends it. */
  private static int[] borders(String part) {
    int[] borders = new int[part.length()];
    int length = 0;
    for (int i = 1; i < borders.length; i++) {
      while (length > 0 && part.charAt(i) != part.charAt(length)) {
        length = borders[length - 1];
      }
      length += part.charAt(i) == part.charAt(length) ? 1 : 0;
      borders[i] = length;
    }
    return borders;
  }
}
