package io.llamajar.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.template.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that nobody should send: each is refused, and nobody else is disturbed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestsTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final int MOST_BYTES = 100_000;
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private Demo demo;

  @BeforeAll
  void start() {
    RequestLimits limits =
        RequestLimits.defaults().withBodyBytes(MOST_BYTES).withPatience(PATIENCE);
    demo = Demo.start(options -> options.withLimits(limits));
  }

  @AfterEach
  void othersAreAnsweredAndNothingFailed() {
    assertThat(demo.post(CHAT, Demo.question("")).statusCode()).isEqualTo(200);
    assertThat(demo.log).isEmpty();
  }

  @AfterAll
  void end() {
    demo.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "nonsense",
        "{\"messages\":}",
        "{\"a\":1}{\"a\":1}",
        "{'a': 1}",
        "NaN",
        "{\"a\": 01}",
        "{\"a\": 1e}",
        "\"\\ud8\"",
        "[]",
        "5",
        "null",
        "\"text\"",
        "true"
      })
  void whatIsNoJsonObjectIsRefused(String body) {
    assertRefused(demo.post(CHAT, body), 400);
  }

  private static void assertRefused(HttpResponse<String> reply, int status) {
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(reply.headers().firstValue("Content-Type")).hasValue(Exchange.JSON);
    assertThat(Demo.at(reply, "error", "message").toString())
        .isNotEmpty()
        .doesNotContain("java.", "io.llamajar", "Exception", "models/demo");
  }

  @Test
  void deepNestingIsRefused() {
    assertRefused(demo.post(CHAT, "[".repeat(50_000)), 400);
    assertRefused(demo.post(CHAT, "{\"a\":".repeat(10_000)), 400);
  }

  @Test
  void hugeNumbersAreRefused() {
    assertRefused(demo.post(CHAT, "{\"n\": " + "9".repeat(5000) + "}"), 400);
    assertRefused(demo.post(CHAT, "{\"n\": " + "9".repeat(500) + "}"), 400);
    assertRefused(demo.post(CHAT, "{\"temperature\": 1e99999}"), 400);
  }

  @Test
  void brokenUtf8IsRefused() {
    byte[] body = "{\"messages\": \"\u00ff\u00fe\"}".getBytes(ISO_8859_1);
    HttpResponse<String> reply =
        demo.send(
            demo.request(CHAT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    assertRefused(reply, 400);
    assertRefused(demo.post(CHAT, Demo.question("").replace("Japan", "\\ud800")), 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
  void otherContentTypesAreRefused(String type) {
    HttpResponse<String> reply =
        demo.send(
            demo.request(CHAT)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(Demo.question("")))
                .build());
    assertRefused(reply, 415);
  }

  @Test
  void aBodyThatIsTooLongIsRefusedWhetherItsLengthIsKnownOrNot() {
    String body = Demo.question("").replace("Japan", "x".repeat(MOST_BYTES));
    HttpResponse<String> reply = demo.post(CHAT, body);
    assertRefused(reply, 413);
    assertThat(reply.body()).contains("100000 bytes");
    HttpResponse<String> chunked =
        demo.send(
            demo.request(CHAT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body)))
                .build());
    assertRefused(chunked, 413);
  }

  @Test
  void headersThatAreTooLongAreRefused() {
    assertRefused(demo.get("/health", "X-Much", "x".repeat(20_000)), 431);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/chat/completions, 405, POST",
    "DELETE, /v1/models, 405, GET",
    "PUT, /v1/models/demo, 405, GET",
    "OPTIONS, /v1/models, 405, GET",
    "GET, /v1/nothing, 404, ''",
    "GET, /v1/models/, 404, ''",
    "POST, /v1/models/demo, 405, GET",
    "GET, /v1/models/none, 404, ''",
    "GET, /v1/models/..%2f..%2fetc%2fpasswd, 400, ''",
  })
  void otherPathsAndMethodsAreRefused(String method, String path, int status, String allowed) {
    HttpResponse<String> reply =
        demo.send(demo.request(path).method(method, BodyPublishers.noBody()).build());
    assertRefused(reply, status);
    assertThat(reply.headers().firstValue("Allow").orElse("")).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nBad Header: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      })
  void whatIsNotHttpIsRefused(String request) throws IOException {
    String reply = demo.raw(request);
    assertThat(reply).matches("(?s)HTTP/1.1 4\\d\\d .*");
    String body = reply.substring(reply.indexOf("\r\n\r\n") + 4);
    assertThat(Demo.at(Json.parse(body), "error", "message").toString()).isNotEmpty();
  }

  @Test
  void badChunksAreRefused() throws IOException {
    assertThat(
            demo.raw(
                "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
                    .formatted(CHAT)))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void aBodyThatDoesNotArriveIsWaitedForOnlyForAWhile() throws IOException {
    String request = Demo.asBytes(CHAT, Demo.question(""));
    assertThat(demo.raw(request.substring(0, request.length() - 5)))
        .startsWith("HTTP/1.1 408")
        .contains("send it faster");
  }

  @Test
  void headersThatDoNotArriveAreWaitedForOnlyForAWhile() throws IOException {
    assertThat(demo.raw("GET /health HTTP/1.1\r\nHost: loc")).doesNotContain("200");
    assertThat(demo.raw("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"})
  void whoSendsHeadersByteByByteIsCutOff(String before) throws IOException {
    try (Socket socket = demo.connect()) {
      socket.getOutputStream().write(before.getBytes(ISO_8859_1));
      int sent = 0;
      for (; sent < 10_000 && isOpen(socket); sent++) {
        trickle(socket);
      }
      assertThat(sent).isLessThan(10_000);
    }
  }

  private static void trickle(Socket socket) {
    try {
      socket.setSoTimeout(20);
      socket.getOutputStream().write('G');
    } catch (IOException e) {
      // It was closed, which the next look will show.
    }
  }

  private static boolean isOpen(Socket socket) {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void damagedRequestsAreRefusedOrAnswered() {
    Random random = new Random(7);
    String sound = Demo.question(", \"max_tokens\": 1, \"stop\": [\"x\"], \"n\": 2, \"seed\": 3");
    for (int i = 0; i < 300; i++) {
      StringBuilder body = new StringBuilder(sound);
      for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
        int at = random.nextInt(body.length());
        switch (random.nextInt(4)) {
          case 0 -> body.deleteCharAt(at);
          case 1 -> body.insert(at, "{}[]\",:0-9e.".charAt(random.nextInt(12)));
          case 2 -> body.setLength(Math.max(1, at));
          default -> body.setCharAt(at, (char) random.nextInt(32, 127));
        }
      }
      HttpResponse<String> reply = demo.post(CHAT, body.toString());
      assertThat(reply.statusCode()).as(body.toString()).isIn(200, 400);
    }
  }
}
