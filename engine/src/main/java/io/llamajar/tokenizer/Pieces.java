package io.llamajar.tokenizer;

import java.util.Arrays;

/** The bytes of text that tokens stand for. */
final class Pieces {
  private final Vocabulary vocabulary;
  private final boolean spelled;

  /**
   * @param spelled whether tokens are written in {@link ByteAlphabet}
   */
  Pieces(Vocabulary vocabulary, boolean spelled) {
    this.vocabulary = vocabulary;
    this.spelled = spelled;
  }

  byte[] bytes(int token) {
    byte[] text = vocabulary.text(token);
    if (vocabulary.is(token, Vocabulary.CONTROL | Vocabulary.UNKNOWN | Vocabulary.USER_DEFINED)) {
      return text.clone();
    }
    if (vocabulary.is(token, Vocabulary.NORMAL)) {
      return spelled ? ByteAlphabet.read(text) : unescape(text);
    }
    return vocabulary.is(token, Vocabulary.BYTE) ? singleByte(text) : new byte[0];
  }

  // Makes U+2581, which is E2 96 81, a space again.
  private static byte[] unescape(byte[] text) {
    byte[] plain = new byte[text.length];
    int size = 0;
    for (int i = 0; i < text.length; i++) {
      boolean escape =
          i + 2 < text.length
              && text[i] == (byte) 0xE2
              && text[i + 1] == (byte) 0x96
              && text[i + 2] == (byte) 0x81;
      plain[size++] = escape ? (byte) ' ' : text[i];
      i += escape ? 2 : 0;
    }
    return Arrays.copyOf(plain, size);
  }

  // From "<0x0A>" the byte 10.
  private static byte[] singleByte(byte[] text) {
    if (text.length != 6) {
      return text.clone();
    }
    return new byte[] {(byte) (Character.digit(text[3], 16) * 16 + Character.digit(text[4], 16))};
  }
}
