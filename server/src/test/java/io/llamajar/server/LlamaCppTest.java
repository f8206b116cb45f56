package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.llamajar.ModelOptions;
import io.llamajar.chat.template.Json;
import io.llamajar.conformance.Kit;
import io.llamajar.gguf.Gguf;
import io.llamajar.gguf.GgufSource;
import io.llamajar.gguf.GgufValue;
import io.llamajar.gguf.GgufWriter;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asks as llama.cpp's clients do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LlamaCppTest {
  private static final String PROMPT = "\"prompt\": \"Once upon a time\", \"temperature\": 0";

  private Demo demo;

  @BeforeAll
  void start() {
    demo = Demo.start();
  }

  @AfterAll
  void end() {
    demo.close();
  }

  private HttpResponse<String> complete(String more) {
    return demo.post("/completion", "{%s%s}".formatted(PROMPT, more));
  }

  @Test
  void aTextGoesOn() {
    HttpResponse<String> reply = complete(", \"n_predict\": 8, \"return_tokens\": true");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(Demo.at(reply, "content").toString()).isNotEmpty();
    assertThat((List<?>) Demo.at(reply, "tokens")).hasSize(8);
    assertThat(Demo.at(reply, "stop")).isEqualTo(true);
    assertThat(Demo.at(reply, "stop_type")).isEqualTo("limit");
    assertThat(Demo.at(reply, "stopping_word")).isEqualTo("");
    assertThat(Demo.at(reply, "tokens_predicted")).isEqualTo(8L);
    assertThat(Demo.at(reply, "truncated")).isEqualTo(false);
    assertThat(Demo.at(reply, "generation_settings", "n_predict")).isEqualTo(8L);
    assertThat(Demo.at(reply, "timings", "predicted_n")).isEqualTo(8L);
    assertThat(Demo.at(reply, "prompt").toString()).endsWith("Once upon a time");
  }

  @Test
  void aStreamGivesTheSameText() {
    Object whole = Demo.at(complete(", \"n_predict\": 12"), "content");
    List<Object> chunks =
        ChatCompletionsTest.chunks(complete(", \"n_predict\": 12, \"stream\": true").body());
    assertThat(
            chunks.stream()
                .map(chunk -> Demo.at(chunk, "content").toString())
                .collect(Collectors.joining()))
        .isEqualTo(whole);
    assertThat(chunks.stream().map(chunk -> Demo.at(chunk, "stop")).distinct())
        .containsExactly(false, true);
    assertThat(Demo.at(chunks.getLast(), "tokens_predicted")).isEqualTo(12L);
  }

  @Test
  void promptsMayBeTokensAndStringsAndMany() {
    String body = "{\"prompt\": %s, \"n_predict\": 4, \"temperature\": 0}";
    Object tokens = Demo.at(demo.post("/tokenize", "{\"content\": \"a time\"}"), "tokens");
    List<?> many =
        (List<?>)
            Json.parse(
                demo.post(
                        "/completion",
                        body.formatted(
                            "[\"Once upon a time\", {\"prompt_string\": \"Once upon a time\"}]"))
                    .body());
    assertThat(many).hasSize(2);
    assertThat(Demo.at(many, 0, "content")).isEqualTo(Demo.at(many, 1, "content"));
    assertThat(Demo.at(many, 1, "index")).isEqualTo(1L);
    HttpResponse<String> mixed =
        demo.post(
            "/completion", body.formatted("[\"Once upon \", " + Json.write(tokens).substring(1)));
    assertThat(mixed.statusCode()).isEqualTo(200);
    assertThat(Demo.at(mixed, "prompt").toString()).endsWith("Once upon a time");
  }

  @Test
  void stopWordsAreNamed() {
    String text = Demo.at(complete(", \"n_predict\": 8"), "content").toString();
    String stop = text.substring(text.length() - 3);
    HttpResponse<String> reply =
        complete(", \"n_predict\": 8, \"stop\": [%s]".formatted(Json.write(stop)));
    assertThat(Demo.at(reply, "stop_type")).isEqualTo("word");
    assertThat(Demo.at(reply, "stopping_word")).isEqualTo(stop);
  }

  @Test
  void likelihoodsAreTold() {
    HttpResponse<String> reply = complete(", \"n_predict\": 3, \"n_probs\": 2");
    List<?> tokens = (List<?>) Demo.at(reply, "completion_probabilities");
    assertThat(tokens).hasSize(3);
    assertThat(Demo.at(tokens, 0, "top_logprobs", 0, "id")).isEqualTo(Demo.at(tokens, 0, "id"));
    assertThat((List<?>) Demo.at(tokens, 0, "top_logprobs")).hasSize(2);
  }

  @Test
  void theEndMayBeIgnored() {
    HttpResponse<String> reply = complete(", \"n_predict\": 200, \"ignore_eos\": true");
    assertThat(Demo.at(reply, "tokens_predicted")).isEqualTo(200L);
  }

  @Test
  void textsAndTokensAreTurnedIntoEachOther() {
    HttpResponse<String> bare =
        demo.post("/tokenize", "{\"content\": \"The king's \\u00e1\", \"with_pieces\": true}");
    List<?> tokens = (List<?>) Demo.at(bare, "tokens");
    String ids = Json.write(tokens.stream().<Object>map(token -> Demo.at(token, "id")).toList());
    assertThat(Demo.at(demo.post("/detokenize", "{\"tokens\": %s}".formatted(ids)), "content"))
        .isEqualTo("The king's \u00e1");
    assertThat(Demo.at(tokens, 0, "piece")).isInstanceOf(String.class);
  }

  @Test
  void aConversationIsWrittenAsTheModelReadsIt() {
    HttpResponse<String> reply =
        demo.post("/apply-template", "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}");
    assertThat(Demo.at(reply, "prompt").toString()).contains("Hi").contains("assistant");
  }

  @Test
  void textsGetVectors() {
    HttpResponse<String> reply = demo.post("/embedding", "{\"content\": [\"a cat\", \"a king\"]}");
    assertThat((List<?>) Json.parse(reply.body())).hasSize(2);
    assertThat((List<?>) Demo.at(reply, 1, "embedding", 0)).isNotEmpty();
  }

  @Test
  void theServerTellsOfItself() {
    complete(", \"n_predict\": 2");
    HttpResponse<String> props = demo.get("/props");
    assertThat((Long) Demo.at(props, "total_slots")).isPositive();
    assertThat((Long) Demo.at(props, "default_generation_settings", "n_ctx")).isPositive();
    assertThat(Demo.at(props, "chat_template").toString()).contains("{%");
    HttpResponse<String> metrics = demo.get("/metrics");
    assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
    assertThat(metrics.body())
        .contains("# TYPE llamacpp:tokens_predicted_total counter\n")
        .containsPattern("llamacpp:tokens_predicted_total\\{model=\"demo\"} [1-9]");
    assertThat(Json.parse(demo.get("/lora-adapters").body())).isEqualTo(List.of());
    assertThat(demo.post("/lora-adapters", "[]").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/completion  | {}                                      | 400 | prompt",
        "/completion  | {\"prompt\": [1, -5]}                   | 400 | prompt[1]",
        "/completion  | {\"prompt\": \"a\", \"mirostat\": 3}    | 400 | mirostat",
        "/completion  | {\"prompt\": \"a\", \"grammar\": \"x\"} | 400 | grammar",
        "/completion  | {\"prompt\": \"a\", \"json_schema\": {\"type\": \"x\"}} | 400 | json_schema",
        "/completion  | {\"prompt\": \"a\", \"grammar\": \"root ::= [a]\", \"grammar_lazy\": true} | 400 | grammar_triggers",
        "/completion  | {\"prompt\": \"a\", \"min_keep\": -2}   | 400 | min_keep",
        "/completion  | {\"prompt\": \"a\", \"image_data\": [{\"id\": 1}]} | 400 | image_data",
        "/completion  | {\"prompt\": {\"prompt_string\": \"a\", \"multimodal_data\": [\"b\"]}} |"
            + " 400 | multimodal_data",
        "/completion  | {\"prompt\": \"a\", \"post_sampling_probs\": true} | 400 |"
            + " post_sampling_probs",
        "/completion  | {\"prompt\": \"a\", \"samplers\": [\"min_p\", \"best\"]} | 400 | no"
            + " sampler",
        "/completion  | {\"prompt\": \"a\", \"samplers\": \"kk\"} | 400 | top_k is there twice",
        "/completion  | {\"prompt\": \"a\", \"samplers\": 5} | 400 | samplers",
        "/completion  | {\"prompt\": \"a\", \"dry_sequence_breakers\": [\"\"]} | 400 | sequence"
            + " breaker",
        "/completion  | {\"prompt\": \"a\", \"n_cmpl\": 0}      | 400 | n_cmpl",
        "/completion  | {\"prompt\": \"a\", \"n_indent\": -1}   | 400 | n_indent",
        "/completion  | {\"prompt\": \"a\", \"response_fields\": [5]} | 400 | response_fields[0]",
        "/completion  | {\"prompt\": \"a\", \"id_slot\": 9999}  | 400 | id_slot",
        "/completion  | {\"prompt\": \"a\", \"lora\": [{\"id\": 0, \"scale\": 1}]} | 400 |"
            + " adapters",
        "/infill      | {\"input_prefix\": \"a\", \"input_suffix\": \"b\"} | 501 | cannot fill",
        "/rerank      | {\"query\": \"a\"}                      | 400 | documents",
        "/rerank      | {\"query\": \"a\", \"documents\": [\"b\"]} | 400 | ranks",
        "/detokenize  | {\"tokens\": [\"a\"]}                   | 400 | tokens[0]",
      })
  void whatIsWrongIsNamed(String path, String body, int status, String named) {
    HttpResponse<String> reply = demo.post(path, body);
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(Demo.at(reply, "error", "message").toString()).contains(named);
    assertThat(Demo.at(reply, "error", "code")).isEqualTo((long) status);
  }

  @Test
  void documentsAreRanked() {
    try (Demo ranker = kit("rerank-bert")) {
      String body = "{\"query\": \"a b\", \"%s\": [\"c d\", \"a b\", \"e\"]%s}";
      HttpResponse<String> jina =
          ranker.post("/v1/rerank", body.formatted("documents", ", \"top_n\": 2"));
      List<?> results = (List<?>) Demo.at(jina, "results");
      assertThat(results).hasSize(2);
      assertThat((Double) Demo.at(results, 0, "relevance_score"))
          .isGreaterThanOrEqualTo((Double) Demo.at(results, 1, "relevance_score"));
      assertThat((Long) Demo.at(jina, "usage", "total_tokens")).isPositive();
      HttpResponse<String> bare =
          ranker.post("/rerank", body.formatted("texts", ", \"return_text\": true"));
      assertThat((List<?>) Json.parse(bare.body())).hasSize(3);
      assertThat(Demo.at(bare, 0, "text")).isInstanceOf(String.class);
    }
  }

  private static Demo kit(String model) {
    Models.Source source =
        new Models.Source(model, GgufSource.of(Kit.path("models/%s.gguf".formatted(model))));
    return Demo.start(
        options -> options,
        new Models(List.of(source), ModelOptions.defaults(), Long.MAX_VALUE, line -> {}));
  }

  /** The kit has likelihoods, of which llama.cpp's server tells the logits. */
  @ParameterizedTest
  @ValueSource(strings = {"rerank-bert", "rerank-qwen3"})
  void ranksAreWhatTheModelsHeadSays(String model) throws IOException {
    Object facts = Json.parse(Files.readString(Kit.path("models/%s.json".formatted(model))));
    boolean alternatives = model.equals("rerank-qwen3");
    try (Demo ranker = kit(model)) {
      for (Object pair : (List<?>) Demo.at(facts, "text_pairs")) {
        HttpResponse<String> reply =
            ranker.post(
                "/v1/rerank",
                Json.write(
                    Json.object(
                        "query",
                        Demo.at(pair, "query"),
                        "documents",
                        List.of(Demo.at(pair, "document")))));
        double told = (Double) Demo.at(reply, "results", 0, "relevance_score");
        double likelihood = alternatives ? told : 1 / (1 + Math.exp(-told));
        assertThat(likelihood).isCloseTo((Double) Demo.at(pair, "score"), within(0.02));
      }
    }
  }

  @Test
  void withoutPoolingEachTokenHasAVector(@TempDir Path folder) {
    Path file = folder.resolve("unpooled.gguf");
    try (Gguf gguf = Gguf.open(GgufSource.of(Kit.path("models/embed-bert-mean.gguf")))) {
      GgufWriter writer = new GgufWriter().putAll(gguf.metadata());
      gguf.tensors().forEach(writer::tensor);
      writer.put("bert.pooling_type", GgufValue.uint32(0)).write(file);
    }
    Models.Source source = new Models.Source("unpooled", GgufSource.of(file));
    Models models =
        new Models(List.of(source), ModelOptions.defaults(), Long.MAX_VALUE, line -> {});
    try (Demo embedder = Demo.start(options -> options, models)) {
      HttpResponse<String> reply = embedder.post("/embedding", "{\"content\": [5, 6, 7]}");
      assertThat((List<?>) Demo.at(reply, 0, "embedding")).hasSize(3);
    }
  }
}
