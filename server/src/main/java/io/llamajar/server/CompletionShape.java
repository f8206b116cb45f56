package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Piece;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the texts of OpenAI's plain completions are told.
 *
 * @param echoes what each text begins with
 * @param prompts how many different ones there are; each has the same number of texts
 * @param tellsLogprobs whether it is told how likely each token was
 */
record CompletionShape(
    Tokenizer tokenizer, List<String> echoes, int prompts, boolean tellsLogprobs) {
  static final String OBJECT = "text_completion";

  /**
   * All of a reply.
   *
   * @param all texts' generations, which have ended
   * @param texts what they gave
   */
  Map<String, Object> whole(CompletionEnvelope envelope, List<Generation> all, List<Piece> texts) {
    List<Object> choices = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Piece text = texts.get(i);
      Object logprobs = logprobs(text.tokens(), echoes.get(i).length());
      Map<String, Object> choice = choice(i, echoes.get(i) + text.text(), logprobs);
      choice.put("finish_reason", CompletionEnvelope.reason(all.get(i).finish().orElseThrow()));
      choices.add(choice);
    }
    Map<String, Object> reply = envelope.of(OBJECT, choices);
    reply.put("usage", usage(all));
    return reply;
  }

  /** What texts took. */
  Map<String, Object> usage(List<Generation> all) {
    return CompletionEnvelope.usage(all.stream().map(Generation::statistics).toList(), prompts, 0);
  }

  /** What a text begins with in a stream, if with anything. */
  Optional<Map<String, Object>> opening(int index) {
    String echo = echoes.get(index);
    return echo.isEmpty() ? Optional.empty() : Optional.of(choice(index, echo, None.NONE));
  }

  /**
   * A piece of a text.
   *
   * @param offset how many characters the tokens before it have, and what the text begins with
   */
  Map<String, Object> piece(int index, Piece piece, int offset) {
    return choice(index, piece.text(), logprobs(piece.tokens(), offset));
  }

  /** How many characters tokens have, which may be more than are told of their text. */
  int length(List<TokenLogprob> tokens) {
    Likelihoods likelihoods = new Likelihoods(tokenizer);
    return tokens.stream().mapToInt(token -> likelihoods.text(token).length()).sum();
  }

  /** The end of a text in a stream. */
  Map<String, Object> ending(int index) {
    return choice(index, "", None.NONE);
  }

  private static Map<String, Object> choice(int index, String text, Object logprobs) {
    return Json.object("index", index, "text", text, "logprobs", logprobs);
  }

  /** Lists side by side, as this API has had them from the beginning. */
  private Object logprobs(List<TokenLogprob> tokens, int begin) {
    if (!tellsLogprobs) {
      return None.NONE;
    }
    Likelihoods likelihoods = new Likelihoods(tokenizer);
    List<Object> texts = new ArrayList<>();
    List<Object> logprobs = new ArrayList<>();
    List<Object> likeliest = new ArrayList<>();
    List<Object> offsets = new ArrayList<>();
    int offset = begin;
    for (TokenLogprob token : tokens) {
      String text = likelihoods.text(token);
      Map<String, Object> others = new LinkedHashMap<>();
      token
          .likeliest()
          .forEach(
              other -> others.put(likelihoods.text(other), Likelihoods.finite(other.logprob())));
      texts.add(text);
      logprobs.add(Likelihoods.finite(token.logprob()));
      likeliest.add(others);
      offsets.add(offset);
      offset += text.length();
    }
    return Json.object(
        "tokens",
        texts,
        "token_logprobs",
        logprobs,
        "top_logprobs",
        likeliest,
        "text_offset",
        offsets);
  }
}
