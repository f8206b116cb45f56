package io.llamajar.server;

import io.llamajar.TokenLogprob;
import io.llamajar.chat.Json;
import io.llamajar.chat.jinja.None;
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
 */
record CompletionShape(Tokenizer tokenizer, List<String> echoes) {
  /** A whole text; it has log-probabilities if they were asked for. */
  Map<String, Object> choice(int index, String text, Optional<List<TokenLogprob>> logprobs) {
    return piece(index, echoes.get(index) + text, logprobs);
  }

  /** What a text begins with in a stream, if with anything. */
  Optional<Map<String, Object>> opening(int index) {
    String echo = echoes.get(index);
    return echo.isEmpty() ? Optional.empty() : Optional.of(piece(index, echo, Optional.empty()));
  }

  /** A piece of a text. */
  Map<String, Object> piece(int index, String text, Optional<List<TokenLogprob>> logprobs) {
    return Json.object(
        "index",
        index,
        "text",
        text,
        "logprobs",
        logprobs.<Object>map(this::json).orElse(None.NONE));
  }

  /** The end of a text in a stream. */
  Map<String, Object> ending(int index) {
    return piece(index, "", Optional.empty());
  }

  /** Lists side by side, as this API has had them from the beginning. */
  private Map<String, Object> json(List<TokenLogprob> tokens) {
    Likelihoods likelihoods = new Likelihoods(tokenizer);
    List<Object> texts = new ArrayList<>();
    List<Object> logprobs = new ArrayList<>();
    List<Object> likeliest = new ArrayList<>();
    List<Object> offsets = new ArrayList<>();
    int offset = 0;
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
