package io.llamajar.server;

import io.llamajar.TokenLogprob;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts the log-probabilities of tokens into OpenAI's words. */
final class Likelihoods {
  private static final double IMPOSSIBLE = -9999; // JSON has no infinity

  private final Tokenizer tokenizer;

  Likelihoods(Tokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** As chats have them. */
  Map<String, Object> ofChat(List<TokenLogprob> tokens) {
    List<Object> content = new ArrayList<>();
    for (TokenLogprob token : tokens) {
      Map<String, Object> entry = entry(token);
      entry.put("top_logprobs", token.likeliest().stream().map(this::entry).toList());
      content.add(entry);
    }
    return Json.object("content", content, "refusal", None.NONE);
  }

  Map<String, Object> entry(TokenLogprob token) {
    return Json.object(
        "token",
        text(token),
        "logprob",
        finite(token.logprob()),
        "bytes",
        numbers(tokenizer.bytes(token.token())));
  }

  static List<Object> numbers(byte[] bytes) {
    List<Object> numbers = new ArrayList<>();
    for (byte each : bytes) {
      numbers.add(Byte.toUnsignedInt(each));
    }
    return numbers;
  }

  /** As llama.cpp's own API has them: with the tokens' numbers. */
  List<Object> ofLlama(List<TokenLogprob> tokens) {
    List<Object> all = new ArrayList<>();
    for (TokenLogprob token : tokens) {
      Map<String, Object> entry = numbered(token);
      entry.put("top_logprobs", token.likeliest().stream().map(this::numbered).toList());
      all.add(entry);
    }
    return all;
  }

  private Map<String, Object> numbered(TokenLogprob token) {
    Map<String, Object> entry = Json.object("id", token.token());
    entry.putAll(entry(token));
    return entry;
  }

  String text(TokenLogprob token) {
    return new String(tokenizer.bytes(token.token()), StandardCharsets.UTF_8);
  }

  static double finite(double logprob) {
    return Math.max(logprob, IMPOSSIBLE);
  }
}
