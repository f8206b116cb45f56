package io.llamajar.chat.jinja;

import java.util.function.IntPredicate;

/** Python's questions about a string: {@code isdigit}, {@code isupper} and so on. */
final class TextTests {
  private TextTests() {}

  static boolean all(String text, IntPredicate condition) {
    return !text.isEmpty() && text.codePoints().allMatch(condition);
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Characters::isCased)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Characters::isCased)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  /** Upper case exactly where a run of cased letters begins. */
  static boolean isTitle(String text) {
    boolean any = false;
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      boolean raised = Character.isUpperCase(c) || Character.isTitleCase(c);
      if ((raised && inWord) || (Character.isLowerCase(c) && !inWord)) {
        return false;
      }
      inWord = Characters.isCased(c);
      any |= inWord;
    }
    return any;
  }
}
