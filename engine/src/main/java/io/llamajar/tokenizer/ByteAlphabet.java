package io.llamajar.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Spells bytes as printable characters, the way byte-level vocabularies write their tokens: a space
 * is {@code Ġ}, a newline {@code Ċ}.
 */
final class ByteAlphabet {
  // From GPT-2's bytes_to_unicode: printable Latin-1 stands for itself, the other 68 bytes are
  // numbered from U+0100 on.
  private static final char[] LETTERS = new char[256];
  private static final short[] BYTES = new short[256 + 68];

  static {
    Arrays.fill(BYTES, (short) -1);
    char next = 256;
    for (int value = 0; value < 256; value++) {
      boolean printable = (value >= '!' && value <= '~') || (value >= 0xA1 && value != 0xAD);
      LETTERS[value] = printable ? (char) value : next++;
      BYTES[LETTERS[value]] = (short) value;
    }
  }

  private ByteAlphabet() {}

  /** The UTF-8 of the letter that stands for a byte. */
  static byte[] letter(int value) {
    return Utf8.bytes(String.valueOf(LETTERS[value]));
  }

  /** Bytes {@code from} to {@code to}, each as its letter, in UTF-8. */
  static byte[] spell(byte[] text, int from, int to) {
    byte[] spelled = new byte[2 * (to - from)];
    int size = 0;
    for (int i = from; i < to; i++) {
      char letter = LETTERS[text[i] & 0xff];
      if (letter < 0x80) {
        spelled[size++] = (byte) letter;
      } else {
        spelled[size++] = (byte) (0xC0 | (letter >>> 6));
        spelled[size++] = (byte) (0x80 | (letter & 0x3F));
      }
    }
    return Arrays.copyOf(spelled, size);
  }

  /** The bytes that a token's letters stand for; characters outside the alphabet stay as is. */
  static byte[] read(byte[] token) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(token.length);
    String letters = new String(token, StandardCharsets.UTF_8);
    letters
        .codePoints()
        .forEach(letter -> {
          if (letter < BYTES.length && BYTES[letter] >= 0) {
            bytes.write(BYTES[letter]);
          } else {
            bytes.writeBytes(Utf8.bytes(Character.toString(letter)));
          }
        });
    return bytes.toByteArray();
  }
}
