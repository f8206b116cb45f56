package io.llamajar.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.chat.template.Json;
import io.llamajar.scheduler.Load;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A crowd of clients that stream answers, a third of whom leave in the middle: each of the others
 * gets what it would get alone, and nothing is left behind.
 *
 * <p>200 clients for two minutes: {@code -Dtest=CrowdTest -Dcrowd.clients=200 -Dcrowd.seconds=120}.
 */
class CrowdTest {
  private static final int CLIENTS = Integer.getInteger("crowd.clients", 60);
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("crowd.seconds", 0));
  private static final String CHAT = "/v1/chat/completions";
  private static final List<String> QUESTIONS =
      List.of(
          "What is the capital of Japan?",
          "What is the capital of France?",
          "What is the capital of Italy?",
          "Who are you?",
          "Write a story about a fox.",
          "Hello",
          "What colour is the sky?");

  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();

  @Test
  void eachGetsWhatItGetsAloneAndNothingIsLeftBehind() throws Exception {
    try (Demo demo = Demo.start();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> alone = QUESTIONS.stream().map(question -> stream(demo, question)).toList();
      long end = System.nanoTime() + TIME.toNanos();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int client = i;
        all.add(clients.submit(() -> ask(demo, alone, client, end)));
      }
      for (Future<?> each : all) {
        each.get();
      }
      Demo.await(() -> demo.server.running() == 0 && demo.load().running() == 0);
      Load load = demo.load();
      assertThat(load.waiting()).isZero();
      assertThat(load.heldBytes() % load.keptPages()).as("whole pages, all of them kept").isZero();
      assertThat(demo.log).isEmpty();
      assertThat(left.get()).isPositive();
      System.out.printf("crowd: %d answers, %d left, %s%n", answered.get(), left.get(), load);
    }
  }

  private void ask(Demo demo, List<String> alone, int client, long end) {
    int round = 0;
    do {
      int question = (client + round) % QUESTIONS.size();
      if ((client + round) % 3 == 0) {
        leave(demo, QUESTIONS.get(question), 1 + client % 7);
        left.incrementAndGet();
      } else {
        assertThat(stream(demo, QUESTIONS.get(question))).isEqualTo(alone.get(question));
        answered.incrementAndGet();
      }
      round++;
    } while (System.nanoTime() < end || round < 2);
  }

  /** The whole of a streamed answer. */
  private static String stream(Demo demo, String question) {
    String events = demo.post(CHAT, body(question)).body();
    assertThat(events).endsWith("data: [DONE]\n\n");
    StringBuilder answer = new StringBuilder();
    for (String event : events.split("\n\n", -1)) {
      if (event.startsWith("data: {")) {
        Object delta = Demo.at(Json.parse(event.substring(6)), "choices", 0, "delta");
        answer.append(((Map<?, ?>) delta).containsKey("content") ? Demo.at(delta, "content") : "");
      }
    }
    return answer.toString();
  }

  private static String body(String question) {
    return """
    {"messages": [{"role": "user", "content": "%s"}], "temperature": 0.7, "seed": 3,
     "max_tokens": 60, "stream": true}
    """
        .formatted(question);
  }

  /** Leaves after so many lines. */
  private static void leave(Demo demo, String question, int lines) {
    try (Socket socket = demo.connect()) {
      socket.getOutputStream().write(Demo.asBytes(CHAT, body(question)).getBytes(UTF_8));
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      for (int i = 0; i < lines; i++) {
        assertThat(reader.readLine()).isNotNull();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
