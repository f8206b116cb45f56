package io.llamajar.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  private static final List<String> NO_OBJECTS =
      List.of(
          "",
          "null",
          "-0",
          "1e400",
          "NaN",
          "Infinity",
          "[1]",
          "\"\\ud800\"",
          "{\"model\": \"a\"",
          "{\"n\": " + "9".repeat(100_000) + "}",
          "[".repeat(100_000),
          "[".repeat(100_000) + "]".repeat(100_000),
          "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000),
          "\ufeff{}",
          "{}{}");

  private Demo demo;

  @BeforeAll
  void start() {
    demo = Demo.start(options -> options.withLimits(RequestLimits.defaults().withTokens(2)));
  }

  @AfterAll
  void end() {
    demo.close();
  }

  /** Every path that takes a body, so that a new one is tried too. */
  static Stream<String> paths() {
    try (Models models = Demo.models(Demo.MODEL, Long.MAX_VALUE, "demo")) {
      return new Routes(models, ServerOptions.defaults())
          .all().stream()
              .filter(route -> route.method().equals("POST"))
              .map(route -> route.path().replace("{id}", "0?action=save"));
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
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

  @ParameterizedTest
  @MethodSource("paths")
  void whatIsNoObjectIsRefused(String path) {
    for (String body : NO_OBJECTS) {
      HttpResponse<String> reply = demo.post(path, body);
      assertThat(reply.statusCode()).as(body).isIn(400, 501);
      assertThat(reply.body()).contains("\"error\"").doesNotContain("Exception", "java.");
    }
    assertThat(demo.log).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("paths")
  void whatIsNoJsonIsRefused(String path) {
    assertThat(status(path, "application/json", Demo.question("\u00ff").getBytes(ISO_8859_1)))
        .isEqualTo(400);
    for (String type :
        List.of("text/plain", "multipart/form-data", "application/jsonx", "nonsense")) {
      assertThat(status(path, type, "{}".getBytes(UTF_8))).as(type).isEqualTo(415);
    }
    assertThat(demo.log).isEmpty();
  }

  private int status(String path, String type, byte[] body) {
    return demo.send(
            demo.request(path)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build())
        .statusCode();
  }

  @ParameterizedTest
  @MethodSource("paths")
  void otherMethodsAreRefused(String path) {
    for (String method : List.of("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "post")) {
      HttpResponse<String> reply =
          demo.send(demo.request(path).method(method, BodyPublishers.noBody()).build());
      assertThat(reply.statusCode()).as(method).isEqualTo(405);
      assertThat(reply.headers().firstValue("Allow").orElse("")).contains("POST");
    }
  }

  /** As it does with most who read JSON. */
  @Test
  void ofTwoFieldsOfOneNameTheLastCounts() {
    String body = "{\"content\": %s, \"content\": %s}";
    assertThat(demo.post("/tokenize", body.formatted(1, "\"x\"")).statusCode()).isEqualTo(200);
    assertThat(demo.post("/tokenize", body.formatted("\"x\"", 1)).statusCode()).isEqualTo(400);
  }
}
