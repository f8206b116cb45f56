package io.llamajar.tokenizer;

import java.util.Arrays;

/** Takes out the spaces that English does not want, from vocabularies made when BERT was new. */
final class Cosmetics {
  private Cosmetics() {}

  /**
   * UTF-8 text without the spaces before {@code ?!.,}, around a lone apostrophe, before {@code 's}.
   */
  static byte[] clean(byte[] text) {
    return joinSuffixes(joinApostrophes(joinPunctuation(text)));
  }

  private static byte[] joinPunctuation(byte[] text) {
    byte[] clean = new byte[text.length];
    int size = 0;
    for (int i = 0; i < text.length; i++) {
      if (afterSpace(text, i) && "?!.,".indexOf(text[i]) >= 0) {
        size--;
      }
      clean[size++] = text[i];
    }
    return Arrays.copyOf(clean, size);
  }

  private static byte[] joinApostrophes(byte[] text) {
    byte[] clean = new byte[text.length];
    int size = 0;
    int joined = -1; // the space that an apostrophe before it took along
    for (int i = 0; i < text.length; i++) {
      if (i == joined) {
        continue;
      }
      if (text[i] == '\'' && afterSpace(text, i) && i - 1 != joined && at(text, i + 1) == ' ') {
        size--;
        joined = i + 1;
      }
      clean[size++] = text[i];
    }
    return Arrays.copyOf(clean, size);
  }

  private static byte[] joinSuffixes(byte[] text) {
    byte[] clean = new byte[text.length];
    int size = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\'' && afterSpace(text, i) && suffixFollows(text, i + 1)) {
        size--;
      }
      clean[size++] = text[i];
    }
    return Arrays.copyOf(clean, size);
  }

  private static boolean suffixFollows(byte[] text, int i) {
    return switch (at(text, i)) {
      case 's', 'm' -> true;
      case 'r', 'v' -> at(text, i + 1) == 'e';
      default -> false;
    };
  }

  private static boolean afterSpace(byte[] text, int i) {
    return i > 0 && text[i - 1] == ' ';
  }

  private static byte at(byte[] text, int i) {
    return i < text.length ? text[i] : 0;
  }
}
