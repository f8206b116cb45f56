package io.llamajar.server;

import io.llamajar.Model;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Makes tokens of prompts. One that cannot fit into its model's context, however few tokens it may
 * have, is refused before it costs the time to find out how many.
 */
final class Prompts {
  private static final int FEW = 16; // characters for each token; texts of words have 3 to 5

  /** The vocabularies whose tokens stand for all of a text, but perhaps its white space. */
  private static final Set<String> COMPLETE = Set.of("gpt2", "llama", "gemma4");

  private static final int LONGEST_CHARACTER = 4; // bytes, which may be an unknown token

  private Prompts() {}

  /** The tokens of a text. */
  static int[] text(String text, String name, Specials specials, Model model) {
    checkLength(text, name, model);
    return model.tokenizer().encode(text, specials);
  }

  /**
   * Refuses a text that is certainly too long.
   *
   * @throws ApiException if it cannot fit into the context
   */
  static void checkLength(String text, String name, Model model) {
    String vocabulary = model.gguf().metadata().text("tokenizer.ggml.model", "");
    if (!isLong(text.length(), model) || !COMPLETE.contains(vocabulary)) {
      return;
    }
    long least = text.codePoints().filter(c -> !isBlank(c)).count() / longest(model.tokenizer());
    if (least > model.context()) {
      throw ApiException.field(
              name,
              "There are at least %d tokens in %s, and the model's context takes %d; shorten it"
                  .formatted(least, name, model.context()))
          .withCode("context_length_exceeded");
    }
  }

  /** Whether it is worth a look at all tokens there are. */
  static boolean isLong(long characters, Model model) {
    return characters / FEW > model.context();
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** The bytes of the longest token, which has no more characters. */
  private static int longest(Tokenizer tokenizer) {
    return IntStream.range(0, tokenizer.vocabularySize())
        .map(token ->
            Math.max(
                tokenizer.bytes(token).length,
                tokenizer.text(token).getBytes(StandardCharsets.UTF_8).length))
        .reduce(LONGEST_CHARACTER, Math::max);
  }
}
