package io.llamajar.grammar;

import io.llamajar.LlamajarException;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;

/**
 * A token that a grammar names: {@code <[123]>} by its number, {@code <think>} by its text; with a
 * {@code !} in front, any token but that one.
 *
 * @param text with its angle brackets; empty if the number is given
 */
record TokenReference(String text, int number, boolean negated) {

  /**
   * The number of the token in a vocabulary.
   *
   * @throws LlamajarException if it has none of that text or number
   */
  int in(Tokenizer tokenizer) {
    if (text.isEmpty()) {
      if (number >= tokenizer.vocabularySize()) {
        throw new LlamajarException(
            "The grammar names token %d; this model's tokens are 0 to %d"
                .formatted(number, tokenizer.vocabularySize() - 1));
      }
      return number;
    }
    int[] tokens = tokenizer.encode(text, Specials.PARSED);
    if (tokens.length != 1) {
      throw new LlamajarException(
          "The grammar names the token %s, which this model does not have; write \"%s\" if you mean the characters"
              .formatted(text, text));
    }
    return tokens[0];
  }
}
