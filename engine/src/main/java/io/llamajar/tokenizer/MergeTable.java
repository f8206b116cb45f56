package io.llamajar.tokenizer;

import io.llamajar.LlamajarException;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.Metadata;
import io.llamajar.gguf.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The merges of a byte-pair vocabulary: a pair of symbols has a rank and becomes a symbol. */
final class MergeTable {
  /** A text that is neither a token nor part of any merge. */
  static final int UNKNOWN = -1;

  private static final String KEY = "tokenizer.ggml.merges";

  private final Vocabulary vocabulary;
  // Symbols that merges name but the vocabulary lacks: ids from the vocabulary's size on. Keys are
  // the bytes as Latin-1.
  private final Map<String, Integer> extras = new HashMap<>();
  // Open addressing; a key is left << 32 | right with both ids one higher, so that 0 means free.
  private final long[] keys;
  private final long[] ranks;

  private MergeTable(Vocabulary vocabulary, GgufValue.Array merges) {
    this.vocabulary = vocabulary;
    this.keys = new long[Integer.highestOneBit(Math.max(4, merges.size())) * 4];
    this.ranks = new long[keys.length];
    for (int rank = 0; rank < merges.size(); rank++) {
      put(merges.bytes(rank), rank);
    }
  }

  static MergeTable read(Metadata metadata, Vocabulary vocabulary) {
    GgufValue.Array merges = metadata.array(KEY);
    if (merges.type() != ValueType.STRING) {
      throw new LlamajarException(
          "The GGUF file has an array of "
              + merges.type()
              + " at "
              + KEY
              + " where it needs strings; convert or download it again");
    }
    return new MergeTable(vocabulary, merges);
  }

  // A merge is "left right"; the first character may itself be a space.
  private void put(byte[] merge, int rank) {
    int space = 1;
    while (space < merge.length && merge[space] != ' ') {
      space++;
    }
    if (space >= merge.length) {
      return;
    }
    int left = intern(merge, 0, space);
    int right = intern(merge, space + 1, merge.length);
    System.arraycopy(merge, space + 1, merge, space, merge.length - space - 1);
    int merged = intern(merge, 0, merge.length - 1);
    int slot = slot(left, right);
    if (keys[slot] == 0) {
      keys[slot] = key(left, right);
      ranks[slot] = ((long) rank << 32) | merged;
    }
  }

  private int intern(byte[] text, int from, int to) {
    int token = vocabulary.find(text, from, to);
    return token != Vocabulary.NONE
        ? token
        : extras.computeIfAbsent(latin(text, from, to), t -> vocabulary.size() + extras.size());
  }

  /** The id of a symbol: a token, an id beyond the vocabulary, or {@link #UNKNOWN}. */
  int symbol(byte[] text, int from, int to) {
    int token = vocabulary.find(text, from, to);
    return token != Vocabulary.NONE || extras.isEmpty()
        ? token
        : extras.getOrDefault(latin(text, from, to), UNKNOWN);
  }

  /** The rank of a pair and what it becomes, as {@link Merging#rank} wants it. */
  long rank(int left, int right) {
    int slot = slot(left, right);
    return keys[slot] == 0 ? Merging.NEVER : ranks[slot];
  }

  private static String latin(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static long key(int left, int right) {
    return ((long) (left + 1) << 32) | (right + 1);
  }

  private int slot(int left, int right) {
    long key = key(left, right);
    int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (keys.length - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
