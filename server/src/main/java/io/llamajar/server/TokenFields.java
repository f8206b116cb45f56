package io.llamajar.server;

import io.llamajar.Model;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads texts that may come as text or as tokens, one or many. */
final class TokenFields {
  private static final int MOST_TOKENS = 1 << 22;

  private TokenFields() {}

  /** The tokens of each text: of a string, a list of strings, tokens, or a list of tokens each. */
  static List<int[]> texts(Fields fields, String field, Model model, int most) {
    Optional<Object> value = fields.value(field);
    if (value.isEmpty()) {
      return List.of();
    }
    String name = fields.name(field);
    return switch (value.get()) {
      case String text -> List.of(encode(text, name, model));
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof Long ->
          List.of(tokens(fields.list(field, MOST_TOKENS), name, model.tokenizer()));
      case List<?> list -> each(fields.list(field, most), name, model);
      default -> throw fields.wrong(field, "a string, a list of strings, or tokens");
    };
  }

  /** A list of tokens; empty if there is none. */
  static int[] tokens(Fields fields, String field, Tokenizer tokenizer) {
    return tokens(fields.list(field, MOST_TOKENS), fields.name(field), tokenizer);
  }

  /** Tokens as JSON has them. */
  static List<Object> list(int[] tokens) {
    return IntStream.of(tokens).<Object>mapToObj(token -> token).toList();
  }

  private static List<int[]> each(List<Object> list, String name, Model model) {
    List<int[]> texts = new ArrayList<>();
    for (Object item : list) {
      String itemName = "%s[%d]".formatted(name, texts.size());
      texts.add(
          switch (item) {
            case String text -> encode(text, itemName, model);
            case List<?> tokens -> tokens(tokens, itemName, model.tokenizer());
            default -> throw Fields.wrong(itemName, item, "a string or a list of tokens");
          });
    }
    return texts;
  }

  private static int[] encode(String text, String name, Model model) {
    return Prompts.text(Fields.text(text, name), name, Specials.ADDED_AND_PARSED, model);
  }

  private static int[] tokens(List<?> list, String name, Tokenizer tokenizer) {
    int[] tokens = new int[list.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = token(list.get(i), "%s[%d]".formatted(name, i), tokenizer);
    }
    return tokens;
  }

  static int token(Object value, String name, Tokenizer tokenizer) {
    if (value instanceof Long token && token >= 0 && token < tokenizer.vocabularySize()) {
      return token.intValue();
    }
    int last = tokenizer.vocabularySize() - 1;
    throw Fields.wrong(name, value, "tokens from 0 to %d".formatted(last));
  }

  /** Makes sure that there is a text and that it fits into the context. */
  static void check(int[] text, String name, Model model) {
    if (text.length == 0) {
      throw ApiException.field(name, name + " is empty; give the model something to read");
    }
    if (text.length > model.context()) {
      throw ApiException.field(
              name,
              "There are %d tokens in %s, and the model's context takes %d; shorten it"
                  .formatted(text.length, name, model.context()))
          .withCode("context_length_exceeded");
    }
  }
}
