package io.llamajar.tokenizer;

/** Turns text without special tokens into tokens; one implementation per kind of vocabulary. */
sealed interface Encoder permits BytePair, BareWords, SentencePiece, WordPiece, Unigram {
  /**
   * Appends the tokens of a stretch of text.
   *
   * @param text well-formed
   * @param first whether it stands at the beginning or follows a special token
   * @param tokens where to append
   */
  void encode(String text, boolean first, Ints tokens);
}
