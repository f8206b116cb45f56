package io.llamajar.chat.tools;

import java.util.regex.Matcher;

/** Says how much at the end of a text may be the beginning of something. */
final class Partial {
  private Partial() {}

  /** The length of the longest end of a text with which one of these may begin. */
  static int length(CharSequence text, String... marks) {
    int longest = 0;
    for (String mark : marks) {
      for (int n = Math.min(mark.length() - 1, text.length()); n > longest; n--) {
        if (mark.startsWith(text.subSequence(text.length() - n, text.length()).toString())) {
          longest = n;
        }
      }
    }
    return longest;
  }

  /** Whether a pattern matches, or could if more text came. */
  @SuppressWarnings("JdkObsolete") // that is what hitEnd tells, and nothing else does
  static boolean mayMatch(Matcher matcher) {
    return matcher.matches() || matcher.hitEnd();
  }
}
