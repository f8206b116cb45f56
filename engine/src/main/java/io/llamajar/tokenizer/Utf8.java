package io.llamajar.tokenizer;

import java.nio.charset.StandardCharsets;

/** What the tokenizers need to know about UTF-8. */
final class Utf8 {
  private Utf8() {}

  /** Text without lone surrogates, which have no UTF-8: each becomes U+FFFD. */
  static String wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        int[] characters = text.codePoints().map(c -> isSurrogate(c) ? 0xFFFD : c).toArray();
        return new String(characters, 0, characters.length);
      }
    }
    return text;
  }

  private static boolean isSurrogate(int character) {
    return character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** How many bytes the character that begins with this byte takes. */
  static int length(byte first) {
    return switch ((first & 0xff) >>> 4) {
      case 12, 13 -> 2;
      case 14 -> 3;
      case 15 -> 4;
      default -> 1;
    };
  }
}
