package io.llamajar.server;

import io.llamajar.Model;
import io.llamajar.tokenizer.Specials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads prompts as llama.cpp takes them: a string, an object with a {@code prompt_string}, or a
 * list of tokens with strings between them; or a list of such.
 */
record LlamaPrompts(Model model) {

  /** The tokens of each; there may be several only if the list has no token among them. */
  List<int[]> read(Fields fields, String field, int most) {
    Object value = fields.value(field).orElseThrow(() -> fields.missing(field));
    String name = fields.name(field);
    if (!(value instanceof List<?> list) || list.stream().anyMatch(Long.class::isInstance)) {
      return List.of(one(value, name));
    }
    List<int[]> prompts = new ArrayList<>();
    for (Object prompt : fields.list(field, most)) {
      prompts.add(one(prompt, "%s[%d]".formatted(name, prompts.size())));
    }
    if (prompts.isEmpty()) {
      throw fields.missing(field);
    }
    return prompts;
  }

  private int[] one(Object value, String name) {
    return switch (value) {
      case String text -> encode(text, name, Specials.ADDED_AND_PARSED);
      case Map<?, ?> map -> ofObject(Fields.of(map, name));
      case List<?> list -> mixed(list, name);
      default -> throw Fields.wrong(name, value, "a string, tokens, or a list of such");
    };
  }

  private int[] ofObject(Fields prompt) {
    if (!prompt.list("multimodal_data", Integer.MAX_VALUE).isEmpty()) {
      throw prompt.wrong("multimodal_data", "nothing there: this server's models read text only");
    }
    String text = prompt.requiredText("prompt_string");
    return encode(text, prompt.name("prompt_string"), Specials.ADDED_AND_PARSED);
  }

  /** Only a string in front has the tokens before it that begin a text. */
  private int[] mixed(List<?> list, String name) {
    IntStream.Builder tokens = IntStream.builder();
    for (int i = 0; i < list.size(); i++) {
      String partName = "%s[%d]".formatted(name, i);
      if (list.get(i) instanceof String text) {
        Specials specials = i == 0 ? Specials.ADDED_AND_PARSED : Specials.PARSED;
        IntStream.of(encode(text, partName, specials)).forEach(tokens::add);
      } else {
        tokens.add(TokenFields.token(list.get(i), partName, model.tokenizer()));
      }
    }
    return tokens.build().toArray();
  }

  private int[] encode(String text, String name, Specials specials) {
    return Prompts.text(Fields.text(text, name), name, specials, model);
  }
}
