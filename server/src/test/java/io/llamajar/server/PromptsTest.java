package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts that are longer than the context can be, whatever their tokens are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptsTest {
  private static final String LONG = "ab cde ".repeat(100_000);

  private Demo demo;

  @BeforeAll
  void start() {
    demo = Demo.start();
  }

  @AfterAll
  void end() {
    demo.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/chat/completions | {\"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}",
        "/v1/completions      | {\"prompt\": [\"%s\"]}",
        "/v1/embeddings       | {\"input\": \"%s\"}",
        "/v1/responses        | {\"input\": \"%s\"}",
        "/v1/messages         | {\"max_tokens\": 1, \"messages\": [{\"role\": \"user\", \"content\": \"%s\"}]}",
        "/completion          | {\"prompt\": \"%s\"}",
        "/api/generate        | {\"prompt\": \"%s\"}",
        "/api/generate        | {\"prompt\": \"%s\", \"raw\": true}",
      })
  void areRefusedBeforeTheirTokensAreCounted(String path, String body) {
    HttpResponse<String> reply = demo.post(path, body.formatted(LONG));
    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(reply.body()).contains("at least").contains("shorten");
  }

  @Test
  void areCutIfThatIsWanted() {
    HttpResponse<String> reply = demo.post("/api/embed", "{\"input\": \"%s\"}".formatted(LONG));
    assertThat(reply.statusCode()).isEqualTo(200);
  }
}
