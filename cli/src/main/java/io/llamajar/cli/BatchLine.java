package io.llamajar.cli;

import io.llamajar.Generation.Statistics;
import io.llamajar.LlamajarException;
import io.llamajar.chat.Answer;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.cli.BatchAnswers.Answered;
import io.llamajar.server.ReplyWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One line of a batch: what it asks, and the words that its answer is told in. Those of OpenAI's
 * batches, which have a {@code body}, are answered in OpenAI's shape, others in a plain one.
 *
 * @param number which line it is, from 1 on
 * @param tree all of it
 */
record BatchLine(int number, Map<?, ?> tree) {
  static final List<String> NAMES = List.of("id", "custom_id");
  private static final String BODY = "body";

  /**
   * Reads a line.
   *
   * @throws LlamajarException if it is no JSON object
   */
  static BatchLine parse(int number, String text) {
    if (Json.parse(text) instanceof Map<?, ?> tree) {
      return new BatchLine(number, tree);
    }
    throw new LlamajarException(
        "The line is no JSON object; give one such as {\"prompt\": \"Hello\"}");
  }

  boolean isOpenAi() {
    return says(BODY);
  }

  private boolean says(Object field) {
    return tree.containsKey(field) && tree.get(field) != None.NONE;
  }

  /**
   * Looks at what stands around a body, which has no effect: that must be nothing that would have.
   *
   * @throws LlamajarException if it is
   */
  void check() {
    if (!isOpenAi()) {
      return;
    }
    if (!(tree.get(BODY) instanceof Map)) {
      throw new LlamajarException("The \"body\" is no JSON object; give one with \"messages\"");
    }
    String url = body().containsKey("messages") ? "/v1/chat/completions" : "/v1/completions";
    tree.forEach((name, value) -> {
      switch (name.toString()) {
        case "method" -> check(name, value, "POST");
        case "url" -> check(name, value, url);
        case String field when !says(field) || field.equals(BODY) || NAMES.contains(field) -> {}
        case String field ->
            throw new LlamajarException(
                "%s stands beside the \"body\"; put it in there".formatted(Lines.quoted(field)));
      }
    });
  }

  private static void check(Object name, Object value, String only) {
    if (value != None.NONE && !value.equals(only)) {
      throw new LlamajarException(
          "The \"%s\" of such a line can only be \"%s\"; change or remove it"
              .formatted(name, only));
    }
  }

  /** What is asked, and how. */
  Map<?, ?> body() {
    return tree.get(BODY) instanceof Map<?, ?> body ? body : tree;
  }

  /** What a line or its answer is called, to tell it from others. */
  static String name(Map<?, ?> tree) {
    return Json.write(names(tree));
  }

  String name() {
    return name(tree);
  }

  private static Map<String, Object> names(Map<?, ?> tree) {
    Map<String, Object> names = new LinkedHashMap<>();
    for (String name : NAMES) {
      Optional.<Object>ofNullable(tree.get(name)).ifPresent(value -> names.put(name, value));
    }
    return names;
  }

  /** What is written when the model has answered. */
  Map<String, Object> answered(Answered answered) {
    if (isOpenAi()) {
      Object response = Json.object("status_code", 200, "body", answered.reply());
      return told("response", response, "error", None.NONE);
    }
    Answer answer = answered.answer();
    Map<String, Object> told = told("text", answer.text());
    told.putAll(answer.parts().message().more());
    told.put("finish_reason", ReplyWriter.reason(answer));
    told.put("usage", usage(answer));
    return told;
  }

  /** What is written when it could not. */
  Map<String, Object> refused(String why) {
    return isOpenAi()
        ? told(
            "response", None.NONE, "error", Json.object("code", "invalid_request", "message", why))
        : told("error", why);
  }

  private Map<String, Object> told(Object... namesAndValues) {
    Map<String, Object> told = Json.object("line", number);
    told.putAll(names(tree));
    told.putAll(Json.object(namesAndValues));
    return told;
  }

  /** Without what was known before, which depends on the lines that happened to be first. */
  private static Map<String, Object> usage(Answer answer) {
    Statistics statistics = answer.statistics();
    int prompt = statistics.promptTokens();
    int text = statistics.generatedTokens();
    return Json.object(
        "prompt_tokens", prompt, "completion_tokens", text, "total_tokens", prompt + text);
  }
}
