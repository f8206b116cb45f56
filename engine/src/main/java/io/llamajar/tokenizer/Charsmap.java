package io.llamajar.tokenizer;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.ValueType;

/**
 * The normaliser of a unigram vocabulary: replaces the longest known prefix of a text, {@code ﬁ} by
 * {@code fi} say.
 *
 * <p>The file has it as SentencePiece compiled it: the size of a trie in bytes, the trie as a
 * XOR-compressed double array of 32-bit units (S. Kanda, Space- and Time-Efficient String
 * Dictionaries, 2018), then the replacements, each ended by a zero byte. A unit has the label in
 * bits 0-7, "ends a word" in bit 8, and an offset in bits 10-30 that bit 9 says to shift by 8;
 * units that hold a word's replacement have bit 31 set.
 */
final class Charsmap {
  static final String KEY = "tokenizer.ggml.precompiled_charsmap";

  private static final int LABEL = 0x800000FF;
  private static final int ENDS = 1 << 8;
  private static final int WIDE = 1 << 9;

  /** The next {@code length} bytes become bytes {@code from} to {@code to} of {@link #bytes}. */
  record Replacement(int length, int from, int to) {}

  /** Nothing is replaced. */
  static final Replacement NOTHING = new Replacement(0, 0, 0);

  private final byte[] bytes;
  private final int size; // of the trie

  private Charsmap(byte[] bytes, int size) {
    this.bytes = bytes;
    this.size = size;
  }

  static Charsmap read(GgufValue.Array array) {
    if (array.type() != ValueType.INT8 && array.type() != ValueType.UINT8) {
      throw broken();
    }
    byte[] bytes = new byte[array.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) array.whole(i);
    }
    if (bytes.length < 4) {
      throw broken();
    }
    int size = int32(bytes, 0);
    if (size < 0 || size >= bytes.length - 4) {
      throw broken();
    }
    return new Charsmap(bytes, size);
  }

  byte[] bytes() {
    return bytes;
  }

  /** What replaces the longest known prefix of a text from {@code from} on. */
  Replacement find(byte[] text, int from) {
    if (size == 0) {
      return NOTHING;
    }
    int length = 0;
    int replacement = 0;
    int node = offset(unit(0));
    for (int i = from; i < text.length && text[i] != 0; i++) {
      int label = text[i] & 0xff;
      node ^= label;
      int unit = unit(node);
      if ((unit & LABEL) != label) {
        break;
      }
      node ^= offset(unit);
      if ((unit & ENDS) != 0) {
        length = i - from + 1;
        replacement = unit(node) & Integer.MAX_VALUE;
      }
    }
    return length == 0 ? NOTHING : replacement(length, replacement);
  }

  private Replacement replacement(int length, int offset) {
    long from = 4L + size + offset;
    long to = from;
    while (to < bytes.length && bytes[(int) to] != 0) {
      to++;
    }
    if (to >= bytes.length) {
      throw broken();
    }
    return new Replacement(length, (int) from, (int) to);
  }

  private static int offset(int unit) {
    return (unit >>> 10) << ((unit & WIDE) == 0 ? 0 : 8);
  }

  private int unit(int index) {
    if (index < 0 || index >= size / 4) {
      throw broken();
    }
    return int32(bytes, 4 + 4 * index);
  }

  private static int int32(byte[] bytes, int at) {
    return (bytes[at] & 0xff)
        | ((bytes[at + 1] & 0xff) << 8)
        | ((bytes[at + 2] & 0xff) << 16)
        | (bytes[at + 3] << 24);
  }

  private static LlamajarException broken() {
    return new LlamajarException(
        "The GGUF file's " + KEY + " is damaged; convert or download it again");
  }
}
