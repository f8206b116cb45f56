package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON of every shape is answered or refused at every endpoint; none of it makes one fail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongShapesTest {
  private static final List<String> FIELDS =
      List.of(
          "messages",
          "prompt",
          "input",
          "content",
          "system",
          "options",
          "tools",
          "tokens",
          "stop",
          "stop_sequences",
          "context",
          "query",
          "documents",
          "texts",
          "lora",
          "id_slot",
          "text",
          "input_prefix",
          "input_suffix",
          "input_extra",
          "logit_bias",
          "instructions",
          "suffix");
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "-1",
          "1e400",
          "99999999999999999999",
          "\"\"",
          "\"x\"",
          "\"\\ud800\"",
          "[]",
          "[[]]",
          "[[[]]]",
          "[{}]",
          "{}",
          "[1, \"x\", null]",
          "[\"x\"]",
          "[0]",
          "[-1]",
          "[{\"role\": \"user\", \"content\": \"x\"}]",
          "[{\"role\": \"user\", \"content\": [1]}]",
          "{\"temperature\": []}",
          "[{\"type\": \"text\"}]",
          "[{\"id\": 0}]",
          "[[\"x\", 1]]");

  private Demo demo;

  @BeforeAll
  void start() {
    demo = Demo.start(options -> options.withLimits(RequestLimits.defaults().withTokens(2)));
  }

  @AfterAll
  void end() {
    demo.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/responses",
        "/v1/messages",
        "/v1/messages/count_tokens",
        "/api/chat",
        "/api/generate",
        "/api/embed",
        "/api/embeddings",
        "/api/show",
        "/completion",
        "/infill",
        "/tokenize",
        "/detokenize",
        "/apply-template",
        "/embedding",
        "/rerank",
        "/slots/0?action=save",
        "/lora-adapters",
      })
  void nothingFails(String path) {
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      StringBuilder body = new StringBuilder("{\"max_tokens\": 2, \"stream\": false");
      for (int field = 0; field < 3; field++) {
        body.append(
            ", \"%s\": %s"
                .formatted(
                    FIELDS.get(random.nextInt(FIELDS.size())),
                    VALUES.get(random.nextInt(VALUES.size()))));
      }
      HttpResponse<String> reply = demo.post(path, body + "}");
      assertThat(reply.statusCode()).as(body.toString()).isIn(200, 400, 404, 501);
    }
    assertThat(demo.log).isEmpty();
  }
}
