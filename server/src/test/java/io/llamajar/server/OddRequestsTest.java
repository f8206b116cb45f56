package io.llamajar.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.template.Json;
import java.io.IOException;
import java.net.Socket;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as only those write them who look for holes, or who do it by the letter of HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OddRequestsTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String HOST = " HTTP/1.1\r\nHost: localhost\r\n";
  private static final String LAST = "Connection: close\r\n\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private Demo demo;

  @BeforeAll
  void start() {
    demo = Demo.start();
  }

  @AfterEach
  void othersAreAnsweredAndNothingFailed() {
    assertThat(demo.get("/health").statusCode()).isEqualTo(200);
    assertThat(demo.log).isEmpty();
    Demo.await(() -> demo.server.running() == 0);
  }

  @AfterAll
  void end() {
    demo.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/page/%2e%2e",
        "/v1/%2e%2e/health",
        "/page/..%2f..%2fpom.xml",
        "/page/%c0%ae%c0%ae/x",
        "/page/..\\..\\x",
        "/page/%5c..%5cx",
        "/v1/models/%ff%fe",
        "//health",
        "/health%00",
        "/health%zz",
        "/health#x",
        "/slots/../../x",
        "http://example.com/health",
        "http://localhost:99999/health",
        "health",
        "*",
      })
  void noTargetReachesAnythingElse(String target) throws IOException {
    assertRefused(demo.raw("GET " + target + HOST + LAST));
  }

  private static void assertRefused(String reply) {
    assertThat(reply).matches("(?s)HTTP/1.1 4\\d\\d .*").doesNotContain("\tat ", "Exception");
    String body = reply.substring(reply.indexOf("\r\n\r\n") + 4);
    assertThat(Demo.at(Json.parse(body), "error", "message").toString()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/../health", "/health;x=1", "/health?x=%zz", "http://localhost/health"})
  void aTargetMayBeWrittenInSeveralWays(String target) throws IOException {
    assertThat(demo.raw("GET " + target + HOST + LAST)).startsWith("HTTP/1.1 200").contains("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: \u000bchunked",
        "Transfer-Encoding : chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 5",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: 99999999999999999999",
        "Content-Length: 9223372036854775807",
        "Content-Length: 5\r\nExpect: 200-ok",
        "Content-Length: 5\r\nContent-Encoding: gzip",
        "Content-Length: 5\r\n folded: x",
        "Content-Length: 5\r\nX: a\u0000b",
        "Content-Length: 5\r\nX: a\rb",
        "Content-Length: 5\r\n: nameless",
      })
  void aBodyIsAsLongAsIsSaidOnceAndClearly(String headers) throws IOException {
    assertRefused(demo.raw("POST " + CHAT + HOST + JSON + headers + "\r\n" + LAST + "[1,2]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-5", "ffffffffffffffffff", "5 5", "0x5", "", ";"})
  void aChunkHasALength(String length) throws IOException {
    String head = "POST " + CHAT + HOST + JSON + "Transfer-Encoding: chunked\r\n" + LAST;
    assertRefused(demo.raw(head + length + "\r\n[1,2]\r\n0\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health HTTP/1.1\r\n\r\n",
        "GET /health HTTP/1.0\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost:\r\n\r\n",
        "GET /health HTTP/1.0\r\nHost: localhost.\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: localhost, example.com\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: example.com@localhost\r\n\r\n",
        "GET /health\r\n",
        "GET /health HTTP/3.0\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000\u0000",
      })
  void whoeverDoesNotNameUsInHttp11IsRefused(String request) throws IOException {
    assertThat(demo.raw(request.replace("\r\n\r\n", "\r\n" + LAST))).startsWith("HTTP/1.1 4");
  }

  @Test
  void headersMayBeNeitherTooLongNorTooMany() throws IOException {
    String many =
        IntStream.range(0, 5000).mapToObj(i -> "X%d: a\r\n".formatted(i)).collect(joining());
    assertThat(demo.raw("GET /health" + HOST + many + LAST)).startsWith("HTTP/1.1 431");
    assertThat(demo.raw("GET /" + "a".repeat(20_000) + HOST + LAST)).startsWith("HTTP/1.1 414");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade: websocket\r\nConnection: Upgrade",
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"
      })
  void whoeverWantsAnotherProtocolGetsThisOne(String headers) throws IOException {
    String request = "GET /health" + HOST + headers + "\r\n\r\n";
    assertThat(demo.raw(request + "GET /health" + HOST + LAST))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("101 ")
        .containsSubsequence("\"ok\"", "\"ok\"");
  }

  @Test
  void http10IsSpokenWithThoseWhoCannotDoBetter() throws IOException {
    String request = Demo.asBytes(CHAT, Demo.question(", \"stream\": true"));
    assertThat(demo.raw(request.replace("HTTP/1.1", "HTTP/1.0")))
        .startsWith("HTTP/1.1 200")
        .doesNotContain("chunked")
        .endsWith("data: [DONE]\n\n");
  }

  @Test
  void whoeverAsksBeforeSendingABodyIsToldToOrNot() throws IOException {
    String request = Demo.asBytes(CHAT, Demo.question(""));
    String asking =
        request.replaceFirst("\r\n", "\r\nExpect: 100-continue\r\nConnection: close\r\n");
    String head = asking.substring(0, asking.indexOf("\r\n\r\n") + 4);
    try (Socket socket = demo.connect()) {
      socket.getOutputStream().write(head.getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
          .isEqualTo("HTTP/1.1 100");
      socket.getOutputStream().write(asking.substring(head.length()).getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).contains("Tokyo.");
    }
    assertRefused(demo.raw(head.replace("application/json", "text/plain")));
  }

  @Test
  void requestsThatDoNotWaitForRepliesAreAnsweredInTheirOrder() throws IOException {
    String good = Demo.asBytes(CHAT, Demo.question(""));
    String streamed = Demo.asBytes(CHAT, Demo.question(", \"stream\": true"));
    String bad = Demo.asBytes(CHAT, "{\"messages\": 5}");
    String all = String.join("", Collections.nCopies(3, good + bad + streamed));
    assertThat(demo.raw(all + "GET /health" + HOST + LAST))
        .containsSubsequence(
            "Tokyo.",
            "messages is 5",
            "[DONE]",
            "Tokyo.",
            "messages is 5",
            "[DONE]",
            "Tokyo.",
            "messages is 5",
            "[DONE]",
            "\"ok\"");
  }
}
