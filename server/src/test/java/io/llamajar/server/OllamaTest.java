package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ollama4j.Ollama;
import io.github.ollama4j.exceptions.OllamaException;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;
import io.github.ollama4j.models.chat.OllamaChatRequest;
import io.github.ollama4j.models.chat.OllamaChatResponseModel;
import io.github.ollama4j.models.embed.OllamaEmbedRequest;
import io.github.ollama4j.models.generate.OllamaGenerateRequest;
import io.github.ollama4j.models.generate.OllamaGenerateStreamObserver;
import io.github.ollama4j.models.request.ThinkMode;
import io.github.ollama4j.models.response.OllamaResult;
import io.github.ollama4j.utils.Options;
import io.github.ollama4j.utils.OptionsBuilder;
import io.llamajar.chat.template.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asks by a client that was made for Ollama. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OllamaTest {
  private static final String QUESTION = "What is the capital of Japan?";
  private static final String ANSWER = "The capital of Japan is Tokyo.";
  private static final String GREEDY = "\"options\": {\"temperature\": 0, \"num_ctx\": 512}";

  private Demo demo;
  private Ollama client;

  @BeforeAll
  void start() {
    demo = Demo.start();
    client = new Ollama(demo.server.uri().toString());
    client.setRequestTimeoutSeconds(60);
  }

  @AfterAll
  void end() {
    demo.close();
  }

  private static Options greedy() {
    return new OptionsBuilder().setTemperature(0).setNumPredict(40).build();
  }

  @Test
  void theClientChats() throws OllamaException {
    for (boolean streams : List.of(true, false)) {
      OllamaChatRequest request =
          OllamaChatRequest.builder()
              .withModel("demo")
              .withMessage(OllamaChatMessageRole.USER, QUESTION)
              .withOptions(greedy())
              .build();
      StringBuilder pieces = new StringBuilder();
      OllamaChatResponseModel reply =
          client
              .chat(
                  request, streams ? part -> pieces.append(part.getMessage().getResponse()) : null)
              .getResponseModel();
      assertThat(reply.getMessage().getResponse()).isEqualTo(ANSWER);
      assertThat(pieces).hasToString(streams ? ANSWER : "");
      assertThat(reply.isDone()).isTrue();
      assertThat(reply.getDoneReason()).isEqualTo("stop");
      assertThat(reply.getEvalCount()).isPositive();
      assertThat(reply.getTotalDuration()).isPositive();
    }
  }

  @Test
  void theClientGenerates() throws OllamaException {
    OllamaGenerateRequest request =
        OllamaGenerateRequest.builder()
            .withModel("demo")
            .withPrompt(QUESTION)
            .withThink(ThinkMode.DISABLED)
            .withOptions(greedy())
            .build();
    OllamaResult reply =
        client.generate(request, new OllamaGenerateStreamObserver(null, piece -> {}));
    assertThat(reply.getResponse()).isEqualTo(ANSWER);
    assertThat(reply.getPromptEvalCount()).isPositive();
    assertThat(reply.getContext()).hasSize(reply.getPromptEvalCount() + reply.getEvalCount());
  }

  @Test
  void theClientLooksAround() throws OllamaException {
    assertThat(client.ping()).isTrue();
    assertThat(client.getVersion()).isEqualTo(io.llamajar.server.Ollama.VERSION);
    assertThat(client.listModels())
        .singleElement()
        .satisfies(model -> {
          assertThat(model.getName()).isEqualTo("demo");
          assertThat(model.getSize()).isPositive();
          assertThat(model.getModelMeta().getQuantizationLevel()).isEqualTo("Q8_0");
          assertThat(model.getModelMeta().getParameterSize()).endsWith("M");
        });
    assertThat(client.getModelDetails("demo").getCapabilities()).contains("completion");
    demo.post("/api/generate", "{\"model\": \"demo\"}");
    assertThat(client.ps().getModels()).singleElement().returns("demo", m -> m.getName());
  }

  @Test
  void theClientEmbeds() throws OllamaException {
    List<List<Double>> vectors =
        client.embed(new OllamaEmbedRequest("demo", List.of("a cat", "a dog"))).getEmbeddings();
    assertThat(vectors).hasSize(2);
    assertThat(vectors.getFirst().stream().mapToDouble(v -> v * v).sum()).isBetween(0.99, 1.01);
  }

  @Test
  void linesEndWithWhatItTook() {
    HttpResponse<String> reply =
        demo.post(
            "/api/chat",
            """
            {"model": "demo:latest", "messages": [{"role": "user", "content": "%s"}], %s}
            """
                .formatted(QUESTION, GREEDY));
    assertThat(reply.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    List<Object> lines = reply.body().lines().map(Json::parse).toList();
    assertThat(
            lines.stream()
                .map(line -> Demo.at(line, "message", "content").toString())
                .collect(Collectors.joining()))
        .isEqualTo(ANSWER);
    assertThat(lines.stream().map(line -> Demo.at(line, "done")).toList())
        .endsWith(false, true)
        .startsWith(false);
    for (String field : List.of("total_duration", "prompt_eval_count", "eval_duration")) {
      assertThat((Long) Demo.at(lines.getLast(), field)).isPositive();
    }
  }

  @Test
  void aRawPromptIsTakenAsItIs() {
    String body = "{\"prompt\": \"Once upon a time\", \"raw\": %s, \"stream\": false, %s}";
    HttpResponse<String> raw = demo.post("/api/generate", body.formatted(true, GREEDY));
    HttpResponse<String> asked = demo.post("/api/generate", body.formatted(false, GREEDY));
    assertThat((Long) Demo.at(raw, "prompt_eval_count"))
        .isLessThan((Long) Demo.at(asked, "prompt_eval_count"));
  }

  @Test
  void aConversationGoesOnFromItsContext() {
    String body = "{\"prompt\": \"%s\", \"stream\": false, %s%s}";
    Object first =
        Json.parse(demo.post("/api/generate", body.formatted(QUESTION, GREEDY, "")).body());
    HttpResponse<String> second =
        demo.post(
            "/api/generate",
            body.formatted("And of France?", GREEDY, ", \"context\": ")
                .replace("\"context\": ", "\"context\": " + Json.write(Demo.at(first, "context"))));
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat((Long) Demo.at(second, "prompt_eval_count"))
        .isGreaterThan(((List<?>) Demo.at(first, "context")).size());
  }

  @Test
  void withoutAMessageTheModelIsOpened() {
    assertThat(Demo.at(demo.post("/api/chat", "{\"model\": \"demo\"}"), "done_reason"))
        .isEqualTo("load");
  }

  @Test
  void aModelIsClosedWhenItIsNotWantedAnyMore() {
    String answer =
        Demo.at(demo.post("/api/chat", "{\"model\": \"demo\", \"keep_alive\": 0}"), "done_reason")
            .toString();
    assertThat(answer).isEqualTo("unload");
    Demo.await(() -> demo.models.opened().isEmpty());
    String body = "{\"prompt\": \"a\", \"stream\": false, \"keep_alive\": %s, %s}";
    demo.post("/api/generate", body.formatted("\"1h30m\"", GREEDY));
    assertThat(Instant.parse(expiry()))
        .isBetween(Instant.now().plusSeconds(5000), Instant.now().plusSeconds(5400));
    demo.post("/api/generate", body.formatted(-1, GREEDY));
    assertThat(expiry()).startsWith("9999");
    demo.post("/api/generate", body.formatted("\"20ms\"", GREEDY));
    Demo.await(() -> demo.models.opened().isEmpty());
  }

  private String expiry() {
    return Demo.at(demo.get("/api/ps"), "models", 0, "expires_at").toString();
  }

  @Test
  void whatIsHereNeedNotBeFetched() throws OllamaException {
    client.pullModel("demo");
    HttpResponse<String> lines = demo.post("/api/pull", "{\"model\": \"demo\"}");
    assertThat(lines.body().lines()).last().isEqualTo("{\"status\":\"success\"}");
    assertThat(Demo.at(demo.post("/api/pull", "{\"name\": \"demo\", \"stream\": false}"), "status"))
        .isEqualTo("success");
    try (Demo two =
        Demo.start(options -> options, Demo.models(Demo.MODEL, Long.MAX_VALUE, "one", "two"))) {
      assertThat(two.post("/api/pull", "{\"model\": \"one:latest\"}").statusCode()).isEqualTo(200);
      HttpResponse<String> none = two.post("/api/pull", "{\"model\": \"three\"}");
      assertThat(none.statusCode()).isEqualTo(404);
      assertThat(Demo.at(none, "error").toString()).contains("three");
    }
  }

  @Test
  void modelsAreNotChanged() {
    for (String path : List.of("/api/push", "/api/create", "/api/copy")) {
      HttpResponse<String> reply = demo.post(path, "{\"model\": \"demo\"}");
      assertThat(reply.statusCode()).isEqualTo(501);
      assertThat(Demo.at(reply, "error").toString()).contains("not changed");
    }
    HttpRequest deletion =
        demo.request("/api/delete")
            .method("DELETE", BodyPublishers.ofString("{\"model\": \"demo\"}"))
            .build();
    assertThat(demo.send(deletion).statusCode()).isEqualTo(501);
  }

  @Test
  void aModelIsShownByItsFile() {
    HttpResponse<String> reply = demo.post("/api/show", "{\"model\": \"demo\"}");
    assertThat(Demo.at(reply, "model_info", "general.architecture")).isEqualTo("llama");
    assertThat((Long) Demo.at(reply, "model_info", "general.parameter_count")).isPositive();
    assertThat(Demo.at(reply, "template").toString()).contains("{%");
  }

  @Test
  void theOldWayToEmbedGivesOneVector() {
    HttpResponse<String> reply = demo.post("/api/embeddings", "{\"prompt\": \"a cat\"}");
    assertThat((List<?>) Demo.at(reply, "embedding")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/chat     | {\"messages\": 5}                              | messages",
        "/api/chat     | {\"messages\": [{\"role\": \"user\", \"content\": \"\", \"images\": [\"\"]}]} | images",
        "/api/chat     | {\"format\": \"xml\"}                          | format",
        "/api/chat     | {\"options\": {\"temperature\": \"hot\"}}      | options.temperature",
        "/api/generate | {\"prompt\": 5}                                | prompt",
        "/api/generate | {\"prompt\": \"a\", \"template\": \"b\"}       | template",
        "/api/generate | {\"prompt\": \"a\", \"context\": [-1]}         | context[0]",
        "/api/chat     | {\"keep_alive\": \"5 minutes\"}           | keep_alive",
        "/api/generate | {\"keep_alive\": true}                     | keep_alive",
        "/api/pull     | {}                                         | model",
        "/api/embed    | {\"input\": [5]}                               | input[0]",
        "/api/show     | {}                                             | model",
      })
  void whatIsWrongIsNamed(String path, String body, String named) {
    HttpResponse<String> reply = demo.post(path, body);
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(Demo.at(reply, "error").toString()).contains(named);
  }

  @Test
  void whatCannotBeFilledIsRefused() {
    String body = "{\"prompt\": \"def f():\", \"suffix\": \"return x\"}";
    assertThat(demo.post("/api/generate", body).statusCode()).isEqualTo(501);
  }
}
