package io.llamajar.tokenizer;

import io.llamajar.gguf.Metadata;

/** Byte-pair encoding of words alone: white space separates them and leaves no token. */
final class BareWords implements Encoder {
  private final BytePair words;
  private final boolean lowerCase;

  BareWords(BytePair words, Metadata metadata) {
    this.words = words;
    boolean usual = !metadata.text("tokenizer.ggml.pre", "").equals("whitespace");
    this.lowerCase = metadata.flag("tokenizer.ggml.normalizer.lowercase", usual);
  }

  @Override
  public void encode(String text, boolean first, Ints tokens) {
    for (String word : text.split("(?U)\\s+", -1)) {
      words.encode(lowerCase ? lower(word) : word, first, tokens);
    }
  }

  private static String lower(String word) {
    int[] letters = word.codePoints().map(Character::toLowerCase).toArray();
    return new String(letters, 0, letters.length);
  }
}
