package io.llamajar.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and what others are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecurityTest {
  private static final String SITE = "https://example.com";

  private Demo open;
  private Demo guarded;

  @BeforeAll
  void start() {
    open = Demo.start();
    guarded =
        Demo.start(options ->
            options
                .withKeys(List.of("first", "second"))
                .withOrigins(List.of(SITE))
                .withHosts(List.of("llama.test")));
  }

  @AfterAll
  void end() {
    open.close();
    guarded.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/models", "/v1/models/demo", "/v1/chat/completions", "/nothing"})
  void withoutAKeyNothingIsTold(String path) {
    HttpResponse<String> reply = guarded.get(path);
    assertThat(reply.statusCode()).isEqualTo(401);
    assertThat(reply.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(guarded.post(path, "{}").statusCode()).isEqualTo(401);
    assertThat(guarded.get(path, "Authorization", "Bearer third").statusCode()).isEqualTo(401);
    assertThat(guarded.get(path, "Authorization", "first").statusCode()).isEqualTo(401);
    assertThat(guarded.get(path, "x-api-key", "").statusCode()).isEqualTo(401);
  }

  @Test
  void anyOfTheKeysOpensInEitherWay() {
    assertThat(guarded.get("/v1/models", "Authorization", "Bearer first").statusCode())
        .isEqualTo(200);
    assertThat(guarded.get("/v1/models", "authorization", "bearer second").statusCode())
        .isEqualTo(200);
    assertThat(guarded.get("/v1/models", "x-api-key", "second").statusCode()).isEqualTo(200);
  }

  @Test
  void healthNeedsNoKey() {
    assertThat(guarded.get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:99", "127.0.0.1:8080", "[::1]", "LOCALHOST", "llama.test"})
  void itsOwnNamesAreTaken(String host) throws Exception {
    assertThat(health(guarded, host)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.test", "localhost.evil.test", "127.0.0.1.evil.test:80", "llama.test.evil"})
  void otherNamesAreNot(String host) throws Exception {
    assertThat(health(guarded, host)).startsWith("HTTP/1.1 403").contains("Host header");
    assertThat(health(open, "llama.test")).startsWith("HTTP/1.1 403");
  }

  private static String health(Demo demo, String host) throws Exception {
    return demo.raw(
        "GET /health HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host));
  }

  @Test
  void aRequestWithoutAHostIsRefused() throws Exception {
    assertThat(open.raw("GET /health HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void pagesOfListedSitesMaySeeAnswers() {
    HttpResponse<String> reply = guarded.get("/health", "Origin", SITE);
    assertThat(reply.headers().firstValue("Access-Control-Allow-Origin")).hasValue(SITE);
    HttpResponse<String> preflight = preflight(guarded, SITE);
    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
        .hasValue("authorization, content-type");
  }

  @Test
  void pagesOfOtherSitesMayNot() {
    for (Demo demo : List.of(open, guarded)) {
      HttpResponse<String> reply = demo.get("/health", "Origin", "https://evil.test");
      assertThat(reply.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
      HttpResponse<String> preflight = preflight(demo, "https://evil.test");
      assertThat(preflight.statusCode()).isIn(401, 405);
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  private static HttpResponse<String> preflight(Demo demo, String origin) {
    return demo.send(
        demo.request(
                "/v1/chat/completions",
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization, content-type")
            .method("OPTIONS", BodyPublishers.noBody())
            .build());
  }

  @Test
  void noHeaderTellsWhatServerThisIs() {
    assertThat(open.get("/health").headers().map()).doesNotContainKeys("server", "x-powered-by");
  }

  @Test
  void aSaneRequestIdIsKeptAndAnotherReplaced() {
    assertThat(id(open.get("/health", "X-Request-Id", "abc-1"))).isEqualTo("abc-1");
    assertThat(id(open.get("/health", "X-Request-Id", "<script>"))).startsWith("req-");
    assertThat(id(open.get("/nothing"))).isNotEqualTo(id(open.get("/nothing")));
  }

  private static String id(HttpResponse<String> reply) {
    return reply.headers().firstValue("X-Request-Id").orElseThrow();
  }
}
