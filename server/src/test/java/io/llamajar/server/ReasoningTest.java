package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.ChatRequest.Reasoning;
import io.llamajar.chat.template.Json;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.GgufWriter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model thinks: the demo model with a template that begins its thoughts, which it ends when their
 * budget is spent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReasoningTest {
  private static final String TEMPLATE =
      """
      {%- for m in messages -%}
      <|im_start|>{{ m.role }}
      {% if m.reasoning_content %}<think>{{ m.reasoning_content }}</think>{% endif %}{{ m.content }}<|im_end|>
      {% endfor -%}
      <|im_start|>assistant
      {% if enable_thinking is not defined or enable_thinking %}<think>
      {% else %}<think>

      </think>

      {% endif %}{{ reasoning_effort or "" }}\
      """;
  private static final String ASK =
      "\"temperature\": 0, \"max_tokens\": 40, \"messages\": [{\"role\": \"user\","
          + " \"content\": \"What is the capital of Japan?\"}]";
  private static final String BUDGET = ", \"thinking_budget_tokens\": 4";

  private Demo demo;

  @BeforeAll
  void start(@TempDir Path folder) {
    Path file = folder.resolve("thinker.gguf");
    try (Gguf gguf = Gguf.open(Demo.FILE)) {
      GgufWriter writer = new GgufWriter().putAll(gguf.metadata());
      gguf.tensors().forEach(writer::tensor);
      writer.put("tokenizer.chat_template", GgufValue.text(TEMPLATE)).write(file);
    }
    Models models =
        new Models(
            List.of(new Models.Source("thinker", GgufSource.of(file))),
            Demo.MODEL,
            Long.MAX_VALUE,
            line -> {});
    demo = Demo.start(options -> options.withReasoning(Reasoning.USUAL), models);
  }

  @AfterAll
  void end() {
    demo.close();
  }

  private Object ask(String path, String more) {
    HttpResponse<String> reply = demo.post(path, "{%s%s}".formatted(ASK, more));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return Json.parse(reply.body());
  }

  private String prompt(String more) {
    return Demo.at(ask("/apply-template", more), "prompt").toString();
  }

  @Test
  void thoughtsComeApart() {
    Object reply = ask("/v1/chat/completions", BUDGET);
    Object message = Demo.at(reply, "choices", 0, "message");
    assertThat(Demo.at(message, "reasoning_content").toString()).isNotEmpty();
    assertThat(Demo.at(message, "content").toString()).isNotEmpty().doesNotContain("think>");
    assertThat((Long) Demo.at(reply, "usage", "completion_tokens_details", "reasoning_tokens"))
        .isBetween(4L, 6L);
  }

  @Test
  void aStreamTellsThoughtsFirst() {
    List<Object> chunks =
        ChatCompletionsTest.chunks(
            demo.post("/v1/chat/completions", "{%s%s, \"stream\": true}".formatted(ASK, BUDGET))
                .body());
    String kinds =
        chunks.stream()
            .map(chunk -> ((Map<?, ?>) Demo.at(chunk, "choices", 0, "delta")).keySet().toString())
            .distinct()
            .collect(Collectors.joining());
    assertThat(kinds).isEqualTo("[role, content][reasoning_content][content][]");
  }

  @Test
  void thoughtsMayStayInTheContent() {
    Object reply = ask("/v1/chat/completions", BUDGET + ", \"reasoning_format\": \"none\"");
    assertThat(Demo.at(reply, "choices", 0, "message", "content").toString()).contains("</think>");
  }

  @Test
  void thoughtsMayBeInTheContentAndApart() {
    String legacy = BUDGET + ", \"reasoning_format\": \"deepseek-legacy\"";
    Object message = Demo.at(ask("/v1/chat/completions", legacy), "choices", 0, "message");
    String thoughts = Demo.at(message, "reasoning_content").toString();
    assertThat(thoughts).isNotEmpty();
    assertThat(Demo.at(message, "content").toString()).contains(thoughts + "</think>");
    List<Object> chunks =
        ChatCompletionsTest.chunks(
            demo.post("/v1/chat/completions", "{%s%s, \"stream\": true}".formatted(ASK, legacy))
                .body());
    for (String part : List.of("content", "reasoning_content")) {
      assertThat(
              chunks.stream()
                  .map(chunk -> (Map<?, ?>) Demo.at(chunk, "choices", 0, "delta"))
                  .filter(delta -> delta.containsKey(part))
                  .map(delta -> delta.get(part).toString())
                  .collect(Collectors.joining()))
          .isEqualTo(Demo.at(message, part));
    }
  }

  @Test
  void thoughtsInTheContentHaveLikelihoodsToo() {
    String more = ", \"reasoning_format\": \"deepseek-legacy\", \"logprobs\": true";
    Object choice = Demo.at(ask("/v1/chat/completions", more), "choices", 0);
    String tokens = tokens(List.of(choice));
    assertThat(tokens).isNotEmpty().isEqualTo(Demo.at(choice, "message", "content"));
    String streamed = "{%s%s, \"stream\": true}".formatted(ASK, more);
    List<Object> deltas =
        ChatCompletionsTest.chunks(demo.post("/v1/chat/completions", streamed).body()).stream()
            .map(chunk -> Demo.at(chunk, "choices", 0))
            .toList();
    assertThat(tokens(deltas)).isEqualTo(tokens);
  }

  private static String tokens(List<Object> choices) {
    return choices.stream()
        .filter(choice -> Demo.at(choice, "logprobs") instanceof Map)
        .flatMap(choice -> ((List<?>) Demo.at(choice, "logprobs", "content")).stream())
        .map(token -> Demo.at(token, "token").toString())
        .collect(Collectors.joining());
  }

  @Test
  void thoughtsEndWithAMessageWhenTheirBudgetIsSpent() {
    String message = BUDGET + ", \"reasoning_budget_message\": \" Enough!\"";
    Object reply = ask("/v1/chat/completions", message);
    assertThat(Demo.at(reply, "choices", 0, "message", "reasoning_content").toString())
        .endsWith(" Enough!");
  }

  @Test
  void whoWaitsMayEndTheThoughts() {
    String control = "/v1/chat/completions/control";
    String end = "{\"id\": \"%s\", \"action\": \"reasoning_end\"}";
    StringBuilder said = new StringBuilder();
    StringBuilder thought = new StringBuilder();
    demo.stream(
        "/v1/chat/completions",
        "{%s, \"logit_bias\": {\"2\": -100}, \"max_tokens\": 400, \"stream\": true}"
            .formatted(ASK.replace("\"max_tokens\": 40, ", "")),
        line -> {
          if (!line.startsWith("data: {")) {
            return;
          }
          Object chunk = Json.parse(line.substring("data: ".length()));
          Map<?, ?> delta = (Map<?, ?>) Demo.at(chunk, "choices", 0, "delta");
          if (delta.get("reasoning_content") instanceof String more) {
            if (thought.isEmpty()) {
              HttpResponse<String> reply = demo.post(control, end.formatted(Demo.at(chunk, "id")));
              assertThat(reply.body()).isEqualTo("{\"success\":true}");
            }
            thought.append(more);
          }
          said.append(delta.get("content") instanceof String more ? more : "");
        });
    assertThat(thought).isNotEmpty();
    assertThat(said).isNotEmpty();
    HttpResponse<String> late = demo.post(control, end.formatted("chatcmpl-none"));
    assertThat(Demo.at(late, "success")).isEqualTo(false);
    assertThat(demo.post(control, "{\"id\": \"x\", \"action\": \"sing\"}").statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", \"reasoning_effort\": \"none\"",
        ", \"reasoning\": {\"effort\": \"none\"}",
        ", \"chat_template_kwargs\": {\"enable_thinking\": false}",
      })
  void thoughtsAreSwitchedOff(String more) {
    assertThat(prompt(more)).endsWith("</think>\n\n");
    Object message = Demo.at(ask("/v1/chat/completions", more), "choices", 0, "message");
    assertThat(((Map<?, ?>) message).containsKey("reasoning_content")).isFalse();
    assertThat(Demo.at(message, "content").toString()).isNotEmpty();
  }

  @Test
  void templatesLearnOfTheEffort() {
    assertThat(prompt("")).endsWith("<think>\n");
    assertThat(prompt(", \"reasoning_effort\": \"high\"")).endsWith("<think>\nhigh");
    String told = ", \"chat_template_kwargs\": {\"reasoning_effort\": \"low\"%s}";
    assertThat(prompt(told.formatted(""))).endsWith("<think>\nlow");
    assertThat(prompt(told.formatted(", \"enable_thinking\": false"))).endsWith("</think>\n\nlow");
    assertThat(prompt(told.formatted("") + ", \"reasoning_effort\": \"high\""))
        .endsWith("<think>\nhigh");
    assertThat(prompt(told.formatted("") + ", \"reasoning_effort\": \"none\""))
        .endsWith("</think>\n\n");
  }

  @Test
  void anAnswerHasAFormBehindItsThoughts() {
    String form = ", \"grammar\": \"root ::= \\\"Tokyo\\\" \\\"!\\\"\"";
    Object bound = Demo.at(ask("/v1/chat/completions", BUDGET + form), "choices", 0, "message");
    assertThat(Demo.at(bound, "content")).isEqualTo("Tokyo!");
    assertThat(Demo.at(bound, "reasoning_content").toString()).isNotEmpty();
  }

  @Test
  void anthropicsBlocksAreThoughtsAndText() {
    String thinking = ", \"thinking\": {\"type\": \"enabled\", \"budget_tokens\": 4}";
    Object reply = ask("/v1/messages", thinking);
    assertThat(Demo.at(reply, "content", 0, "type")).isEqualTo("thinking");
    assertThat(Demo.at(reply, "content", 0, "thinking").toString()).isNotEmpty();
    assertThat(Demo.at(reply, "content", 1, "type")).isEqualTo("text");
    String stream =
        demo.post("/v1/messages", "{%s%s, \"stream\": true}".formatted(ASK, thinking)).body();
    assertThat(stream)
        .containsSubsequence("\"thinking\"", "thinking_delta", "signature_delta", "text_delta");
    Object off = ask("/v1/messages", ", \"thinking\": {\"type\": \"disabled\"}");
    assertThat(Demo.at(off, "content", 0, "type")).isEqualTo("text");
  }

  @Test
  void responsesHaveAnItemOfThoughts() {
    String body = "{\"input\": \"Hi\", \"temperature\": 0, \"max_output_tokens\": 30%s%s}";
    Object reply = Json.parse(demo.post("/v1/responses", body.formatted(BUDGET, "")).body());
    assertThat(Demo.at(reply, "output", 0, "type")).isEqualTo("reasoning");
    assertThat(Demo.at(reply, "output", 0, "content", 0, "text").toString()).isNotEmpty();
    assertThat(Demo.at(reply, "output", 1, "type")).isEqualTo("message");
    String stream = demo.post("/v1/responses", body.formatted(BUDGET, ", \"stream\": true")).body();
    assertThat(stream)
        .containsSubsequence(
            "response.output_item.added",
            "response.content_part.added",
            "response.reasoning_text.delta",
            "response.reasoning_text.done",
            "response.output_item.done",
            "response.output_text.delta",
            "response.completed");
  }

  @Test
  void ollamaHasThinkingBesideTheContent() {
    String more = ", \"stream\": false, \"options\": {\"temperature\": 0, \"num_predict\": 30}";
    Object message = Demo.at(ask("/api/chat", more + BUDGET + ", \"think\": true"), "message");
    assertThat(Demo.at(message, "thinking").toString()).isNotEmpty();
    Object off = Demo.at(ask("/api/chat", more + ", \"think\": false"), "message");
    assertThat(((Map<?, ?>) off).containsKey("thinking")).isFalse();
    Object generated = ask("/api/generate", more + BUDGET + ", \"prompt\": \"Hi\"");
    assertThat(Demo.at(generated, "thinking").toString()).isNotEmpty();
    String context = ", \"context\": " + Json.write(Demo.at(generated, "context"));
    Object next = ask("/api/generate", more + BUDGET + context + ", \"prompt\": \"Hi\"");
    assertThat(Demo.at(next, "thinking").toString()).isNotEmpty();
    assertThat(Demo.at(next, "response").toString()).isNotEmpty().doesNotContain("think>");
    assertThat(((List<?>) Demo.at(next, "context")).subList(0, 20))
        .isEqualTo(((List<?>) Demo.at(generated, "context")).subList(0, 20));
    Object quick = ask("/api/generate", more + context + ", \"prompt\": \"Hi\", \"think\": false");
    assertThat(((Map<?, ?>) quick).containsKey("thinking")).isFalse();
    Object card = Json.parse(demo.post("/api/show", "{\"model\": \"thinker\"}").body());
    assertThat((List<?>) Demo.at(card, "capabilities")).anyMatch("thinking"::equals);
  }

  @Test
  void formerThoughtsAreTakenBack() {
    String messages =
        ", \"messages\": [{\"role\": \"user\", \"content\": \"a\"}, {\"role\": \"assistant\","
            + " \"content\": \"c\", \"reasoning_content\": \"hm\"},"
            + " {\"role\": \"user\", \"content\": \"b\"}]";
    assertThat(prompt(messages)).contains("<think>hm</think>c");
  }
}
