package io.llamajar.sampling;

/** How much of one string a text ends with: the matcher of Knuth, Morris and Pratt. */
final class Progress {
  private final String text;
  private final int[] border; // [length] longest proper prefix that also ends text[0..i]
  private int matched;

  Progress(String text) {
    this.text = text;
    border = new int[text.length()];
    for (int i = 1; i < border.length; i++) {
      border[i] = extend(border[i - 1], text.charAt(i));
    }
  }

  /** The string. */
  String text() {
    return text;
  }

  /** How many of its characters the text ends with. */
  int matched() {
    return matched;
  }

  /** Tells of the next character; whether the string is complete with it. */
  boolean completedBy(char next) {
    matched = extend(matched, next);
    return matched == text.length();
  }

  /** How much of the text is matched after the next character, if so much was before. */
  private int extend(int length, char next) {
    while (length > 0 && (length == text.length() || text.charAt(length) != next)) {
      length = border[length - 1];
    }
    return text.charAt(length) == next ? length + 1 : length;
  }
}
