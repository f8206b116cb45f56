package io.llamajar.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, clients that wait, and a server that ends. */
class LeavingTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final int TOKENS = 400;

  @Test
  void whoLeavesAStreamStopsItsGeneration() throws IOException {
    try (Demo demo = Demo.start()) {
      leaveOnceItRuns(demo, ", \"stream\": true");
    }
  }

  @Test
  void whoLeavesBeforeAnythingIsSentStopsItToo() throws IOException {
    try (Demo demo = Demo.start()) {
      leaveOnceItRuns(demo, "");
    }
  }

  private static void leaveOnceItRuns(Demo demo, String more) throws IOException {
    int choices = 32;
    String body = Demo.question(Demo.endless(TOKENS) + more + ", \"n\": " + choices);
    try (Socket socket = demo.connect()) {
      socket.getOutputStream().write(Demo.asBytes(CHAT, body).getBytes(UTF_8));
      Demo.await(() -> demo.load().generatedTokens() > 0);
    }
    Demo.await(() -> demo.server.running() == 0 && demo.load().running() == 0);
    assertThat(demo.load().waiting()).isZero();
    assertThat(demo.load().generatedTokens()).isLessThan((long) choices * TOKENS / 2);
    assertThat(demo.post(CHAT, Demo.question("")).statusCode()).isEqualTo(200);
    assertThat(demo.log).isEmpty();
  }

  @Test
  void whoLeavesBeforeAllTextsAreEmbeddedStopsThat() throws IOException {
    int texts = 1000;
    String text = '"' + " cat".repeat(150) + '"';
    String all = String.join(", ", Collections.nCopies(texts, text));
    try (Demo demo = Demo.start()) {
      try (Socket socket = demo.connect()) {
        String body = "{\"input\": [%s]}".formatted(all);
        socket.getOutputStream().write(Demo.asBytes("/v1/embeddings", body).getBytes(UTF_8));
        Demo.await(() -> demo.load().promptTokens() > 0);
      }
      Demo.await(() -> demo.server.running() == 0 && demo.load().running() == 0);
      assertThat(demo.load().promptTokens()).isLessThan(texts * 150L);
      assertThat(demo.log).isEmpty();
    }
  }

  @Test
  void manyLeaveAndTheOthersGetWhatTheyGetAlone() {
    try (Demo demo = Demo.start()) {
      String alone = content(demo.post(CHAT, Demo.question("")));
      CompletableFuture<?>[] clients = new CompletableFuture<?>[24];
      for (int i = 0; i < clients.length; i++) {
        boolean leaves = i % 3 == 0;
        clients[i] =
            CompletableFuture.runAsync(
                () -> {
                  if (leaves) {
                    leaveMidStream(demo);
                  } else {
                    assertThat(content(demo.post(CHAT, Demo.question("")))).isEqualTo(alone);
                  }
                },
                task -> Thread.ofVirtual().start(task));
      }
      CompletableFuture.allOf(clients).join();
      Demo.await(() -> demo.server.running() == 0 && demo.load().running() == 0);
      assertThat(demo.log).isEmpty();
    }
  }

  private static String content(HttpResponse<String> reply) {
    return Demo.at(reply, "choices", 0, "message", "content").toString();
  }

  private static void leaveMidStream(Demo demo) {
    try (Socket socket = demo.connect()) {
      String body = Demo.question(Demo.endless(TOKENS) + ", \"stream\": true");
      socket.getOutputStream().write(Demo.asBytes(CHAT, body).getBytes(UTF_8));
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String line = reader.readLine();
      for (int events = 0; events < 5; line = reader.readLine()) {
        events += line.startsWith("data: ") ? 1 : 0;
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoReadsNothingIsCutOff() throws IOException {
    RequestLimits limits = RequestLimits.defaults().withPatience(Duration.ofMillis(300));
    String likely = ", \"logprobs\": true, \"top_logprobs\": 20, \"stream\": true, \"n\": 32";
    try (Demo demo = Demo.start(options -> options.withLimits(limits));
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(1 << 10);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), demo.server.port()));
      String body = Demo.question(Demo.endless(TOKENS) + likely);
      socket.getOutputStream().write(Demo.asBytes(CHAT, body).getBytes(UTF_8));
      Demo.await(() -> demo.load().generatedTokens() > 0);
      Demo.await(() -> demo.server.running() == 0 && demo.load().running() == 0);
      assertThat(demo.load().generatedTokens()).isLessThan(32L * TOKENS);
      assertThat(demo.log).isEmpty();
    }
  }

  @Test
  void whoSendsTheNextRequestEarlyGetsBothAnswers() throws IOException {
    try (Demo demo = Demo.start();
        Socket socket = demo.connect()) {
      String first = Demo.asBytes(CHAT, Demo.question(Demo.endless(100)));
      String second = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(first.getBytes(UTF_8));
      Demo.await(() -> demo.load().generatedTokens() > 0);
      socket.getOutputStream().write(second.getBytes(UTF_8));
      String replies = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(replies.split("HTTP/1.1 200 OK", -1)).hasSize(3);
      assertThat(replies).contains("\"finish_reason\":\"length\"").endsWith("{\"status\":\"ok\"}");
    }
  }

  @Test
  void aSilentStreamSaysThatItLives() {
    try (Demo demo =
        Demo.start(
            options -> options.withKeepAlive(Duration.ofMillis(20)), Demo.MODEL.withParallel(1))) {
      var first =
          CompletableFuture.supplyAsync(() -> demo.post(CHAT, Demo.question(Demo.endless(TOKENS))));
      Demo.await(() -> demo.load().running() == 1);
      String waited = demo.post(CHAT, Demo.question(", \"stream\": true")).body();
      assertThat(waited).contains(": still here\n\n").endsWith("data: [DONE]\n\n");
      assertThat(first.join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aFullQueueIsToldWithATimeToTryAgain() {
    try (Demo demo = Demo.start(options -> options, Demo.MODEL.withParallel(1).withQueue(0))) {
      var first =
          CompletableFuture.supplyAsync(() -> demo.post(CHAT, Demo.question(Demo.endless(TOKENS))));
      Demo.await(() -> demo.load().running() == 1);
      HttpResponse<String> reply = demo.post(CHAT, Demo.question(", \"stream\": true"));
      assertThat(reply.statusCode()).isEqualTo(503);
      assertThat(reply.headers().firstValue("Retry-After")).isPresent();
      assertThat(Demo.at(reply, "error", "type")).isEqualTo("server_error");
      assertThat(first.join().statusCode()).isEqualTo(200);
      for (int i = 0; i < 20; i++) { // each as soon as the one before is answered
        assertThat(demo.post(CHAT, Demo.question("")).statusCode()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/completions", "/completion"})
  void moreTextsThanThereCanEverBeAtATimeAreRefusedAtOnce(String path) {
    String prompts = "{\"prompt\": [\"a\", \"b\", \"c\"], \"max_tokens\": 1, \"n\": %d}";
    try (Demo demo = Demo.start(options -> options, Demo.MODEL.withParallel(2).withQueue(4))) {
      assertThat(demo.post(path, prompts.formatted(2)).statusCode()).isEqualTo(200);
      HttpResponse<String> reply = demo.post(path, prompts.formatted(3));
      assertThat(reply.statusCode()).isEqualTo(400);
      assertThat(Demo.at(reply, "error", "message"))
          .isEqualTo("9 texts are asked for at once, 3 of each prompt; ask for at most 6");
    }
  }

  @Test
  void aClientMayHaveSoManyRequestsAtATime() {
    RequestLimits limits = RequestLimits.defaults().withPerClient(1);
    try (Demo demo = Demo.start(options -> options.withLimits(limits))) {
      var first =
          CompletableFuture.supplyAsync(() -> demo.post(CHAT, Demo.question(Demo.endless(TOKENS))));
      Demo.await(() -> demo.load().running() == 1);
      HttpResponse<String> second = demo.post(CHAT, Demo.question(""));
      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.body()).contains("1 requests");
      assertThat(first.join().statusCode()).isEqualTo(200);
      for (int i = 0; i < 20; i++) { // each as soon as the one before is answered
        assertThat(demo.post(CHAT, Demo.question("")).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void aServerThatEndsFinishesWhatItHasBegunAndTakesInNoMore() {
    try (Demo demo = Demo.start()) {
      var stream =
          CompletableFuture.supplyAsync(
              () -> demo.post(CHAT, Demo.question(Demo.endless(TOKENS) + ", \"stream\": true")));
      Demo.await(() -> demo.load().generatedTokens() > 0);
      var drain = CompletableFuture.runAsync(() -> demo.server.drain(Duration.ofSeconds(60)));
      Demo.await(() -> demo.get("/health").statusCode() == 503);
      HttpResponse<String> refused = demo.post(CHAT, Demo.question(""));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Connection")).hasValue("close");
      assertThat(stream.join().body()).endsWith("data: [DONE]\n\n");
      drain.join();
    }
  }

  @Test
  void whatTakesTooLongToEndIsGivenUp() {
    try (Demo demo = Demo.start()) {
      String body = Demo.question(Demo.endless(TOKENS) + ", \"stream\": true, \"n\": 32");
      var stream =
          CompletableFuture.supplyAsync(() -> demo.post(CHAT, body)).exceptionally(e -> null);
      Demo.await(() -> demo.load().generatedTokens() > 0);
      demo.server.drain(Duration.ofMillis(1));
      assertThat(demo.server.running()).isZero();
      assertThat(demo.load().generatedTokens()).isLessThan(32L * TOKENS);
      stream.join();
    }
  }
}
