package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the clients of Python and JavaScript send and look for, besides what Java's do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsTest {
  private static final String QUESTION =
      "{\"role\": \"user\", \"content\": \"What is the capital of Japan?\"}";
  private static final String BEGUN =
      "{\"role\": \"assistant\", \"content\": \"The capital of Japan is\"}";

  private Demo demo;

  @BeforeAll
  void start() {
    demo = Demo.start();
  }

  @AfterAll
  void end() {
    assertThat(demo.log).isEmpty();
    demo.close();
  }

  private Object ok(String path, String body, Object... place) {
    HttpResponse<String> reply = demo.post(path, body);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return Demo.at(reply, place);
  }

  @Test
  void anAnswerThatWasBegunGoesOn() {
    String body =
        "{\"messages\": [%s, %s], \"max_tokens\": 20, \"temperature\": 0, \"stream\": false}"
            .formatted(QUESTION, BEGUN);
    assertThat(ok("/v1/chat/completions", body, "choices", 0, "message", "content"))
        .isEqualTo(" Tokyo.");
    assertThat(ok("/v1/messages", body, "content", 0, "text")).isEqualTo(" Tokyo.");
    String options = body.replace("\"temperature\": 0", "\"options\": {\"temperature\": 0}");
    assertThat(ok("/api/chat", options, "message", "content")).isEqualTo(" Tokyo.");
  }

  @Test
  void fieldsThatChangeNothingHereAreTaken() {
    ok(
        "/v1/chat/completions",
        """
        {"messages": [{"role": "developer", "content": "Be brief."}, %s], "max_tokens": null,
         "max_completion_tokens": 2, "store": true, "metadata": {"a": "b"}, "service_tier": "auto",
         "reasoning_effort": "low", "verbosity": "low", "modalities": ["text"], "user": "u",
         "prediction": {"type": "content", "content": "x"}, "parallel_tool_calls": false,
         "stop": null, "logit_bias": null, "stream_options": null, "web_search_options": {},
         "prompt_cache_key": "k", "safety_identifier": "s", "functions": [], "function_call": "auto",
         "tools": [{"type": "function", "function": {"name": "f", "strict": true}}],
         "tool_choice": {"type": "function", "function": {"name": "f"}}, "unheard_of": [1]}
        """
            .formatted(QUESTION));
    ok(
        "/v1/responses",
        """
        {"input": [%s], "max_output_tokens": 16, "store": true, "include": [], "truncation": "auto",
         "reasoning": {"effort": "low"}, "text": {"format": {"type": "text"}, "verbosity": "low"},
         "metadata": {}, "service_tier": "auto", "prompt_cache_key": "k", "max_tool_calls": 3,
         "stream_options": {"include_obfuscation": false}, "user": null}
        """
            .formatted(QUESTION));
    ok(
        "/v1/messages?beta=true",
        """
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "Hi",
          "cache_control": {"type": "ephemeral", "ttl": "1h"}}]}], "max_tokens": 2,
         "system": [{"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}}],
         "thinking": {"type": "enabled", "budget_tokens": 1024}, "metadata": {"user_id": "u"},
         "service_tier": "auto", "container": null, "context_management": {"edits": []},
         "output_config": {"effort": "low"}, "tool_choice": {"type": "any"},
         "tools": [{"name": "f", "input_schema": {"type": "object"}, "cache_control": null}]}
        """);
    ok(
        "/api/chat",
        """
        {"model": "demo:latest", "messages": [%s], "stream": false, "think": "low", "format": "",
         "keep_alive": "5m", "options": {"num_predict": 2, "num_ctx": 2048, "num_gpu": 1,
         "mirostat": 0, "typical_p": 1.0, "stop": null}, "tools": []}
        """
            .formatted(QUESTION));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/chat/completions", "/v1/chat/completions"})
  void chatsAreAnsweredWithAndWithoutAVersion(String path) {
    assertThat(ok(path, Demo.question(""), "object")).isEqualTo("chat.completion");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/health", "/models"})
  void askingAroundNeedsNoVersionEither(String path) {
    assertThat(demo.get(path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, /v1/chat/completions/input_tokens, prompt_tokens",
    "/responses, /v1/responses/input_tokens, input_tokens",
  })
  void tokensAreCountedAsTheyAreRead(String path, String counted, String used) {
    String body = "{\"messages\": [%s], \"input\": [%s]}".formatted(QUESTION, QUESTION);
    assertThat(ok(counted, body, "object")).isEqualTo("response.input_tokens");
    assertThat(ok(counted, body, "input_tokens")).isEqualTo(ok(path, body, "usage", used));
  }

  @Test
  void modelsAreToldAsAnthropicDoesToo() {
    HttpResponse<String> list = demo.get("/v1/models?limit=5", "anthropic-version", "2023-06-01");
    assertThat(Demo.at(list, "has_more")).isEqualTo(false);
    assertThat(Demo.at(list, "last_id")).isEqualTo("demo");
    HttpResponse<String> model = demo.get("/v1/models/demo");
    assertThat(Demo.at(model, "type")).isEqualTo("model");
    assertThat(Demo.at(model, "display_name")).isEqualTo("demo");
    assertThat(Demo.at(model, "created_at").toString()).matches("\\d{4}-.*T.*Z");
  }

  @Test
  void repliesHaveAnIdInTheHeadersThatClientsLookInto() {
    HttpResponse<String> reply = demo.post("/v1/messages", "{}");
    assertThat(reply.headers().firstValue("request-id"))
        .isPresent()
        .isEqualTo(reply.headers().firstValue("x-request-id"));
  }

  @Test
  void theLastPieceOfAStreamTellsTheSpeed() {
    String usage = ", \"stream\": true, \"stream_options\": {\"include_usage\": true}";
    HttpResponse<String> reply = demo.post("/v1/chat/completions", Demo.question(usage));
    Object last = ChatCompletionsTest.chunks(reply.body()).getLast();
    assertThat(Demo.at(last, "timings", "predicted_n")).isNotNull();
  }

  @Test
  void vectorsAreAsShortAsIsWantedAndHaveLengthOne() {
    List<?> whole =
        (List<?>) ok("/v1/embeddings", "{\"input\": \"a cat\"}", "data", 0, "embedding");
    String body = "{\"input\": \"a cat\", \"dimensions\": %d}";
    assertThat(ok("/v1/embeddings", body.formatted(whole.size()), "data", 0, "embedding"))
        .isEqualTo(whole);
    List<?> some = (List<?>) ok("/v1/embeddings", body.formatted(4), "data", 0, "embedding");
    assertThat(some).hasSize(4).isEqualTo(ok("/api/embed", body.formatted(4), "embeddings", 0));
    assertThat(some.stream().mapToDouble(x -> Math.pow((Double) x, 2)).sum())
        .isCloseTo(1, within(1e-6));
    HttpResponse<String> longer = demo.post("/v1/embeddings", body.formatted(whole.size() + 1));
    assertThat(longer.statusCode()).isEqualTo(400);
    assertThat(Demo.at(longer, "error", "param")).isEqualTo("dimensions");
  }

  @Test
  void aDocumentOfTextIsRead() {
    String body =
        """
        {"max_tokens": 1, "messages": [{"role": "user", "content": [%s{"type": "text",
         "text": "Hi"}]}]}
        """;
    String document =
        """
        {"type": "document", "title": "t", "source": {"type": "%s", "media_type": "text/plain",
         "data": "Once upon a time"}},
        """;
    String count = "/v1/messages/count_tokens";
    assertThat((Long) ok(count, body.formatted(document.formatted("text")), "input_tokens"))
        .isGreaterThan((Long) ok(count, body.formatted(""), "input_tokens"));
    HttpResponse<String> picture = demo.post(count, body.formatted(document.formatted("base64")));
    assertThat(picture.statusCode()).isEqualTo(400);
    assertThat(Demo.at(picture, "error", "message").toString()).contains("source.type");
  }
}
