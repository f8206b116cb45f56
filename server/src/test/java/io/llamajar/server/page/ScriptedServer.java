package io.llamajar.server.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.llamajar.chat.template.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;

/** Serves the page, with a model that says exactly what a test has it say, and when. */
final class ScriptedServer implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Page page = Page.load();
  private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
  private final LinkedBlockingDeque<Map<?, ?>> requests = new LinkedBlockingDeque<>();
  private volatile List<String> models = List.of("scripted");
  private volatile Optional<String> key = Optional.empty();

  /** One answer of the model. */
  interface Answer {
    void give(Reply reply) throws IOException, InterruptedException;
  }

  ScriptedServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> closing(exchange, this::sendPage));
    server.createContext("/v1/models", exchange -> closing(exchange, this::listModels));
    server.createContext("/props", exchange -> closing(exchange, this::tellProperties));
    server.createContext("/v1/chat/completions", exchange -> closing(exchange, this::chat));
    server.start();
  }

  String address() {
    return "http://localhost:" + server.getAddress().getPort() + "/";
  }

  /** Has the next request answered so. */
  ScriptedServer then(Answer answer) {
    answers.add(answer);
    return this;
  }

  /** Has the next request answered with this, in pieces of a few letters. */
  ScriptedServer thenSays(String text) {
    return then(reply -> reply.says(text).ends("stop"));
  }

  void serve(String... names) {
    models = List.of(names);
  }

  void wantKey(String wanted) {
    key = Optional.of(wanted);
  }

  /** The body of the next request for an answer. */
  Map<?, ?> request() throws InterruptedException {
    return requests.take();
  }

  /** The messages of the next request for an answer. */
  List<Object> messages() throws InterruptedException {
    return List.copyOf((List<?>) Objects.requireNonNull(request().get("messages")));
  }

  private interface Handler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private static void closing(HttpExchange exchange, Handler handler) throws IOException {
    try (exchange) {
      handler.handle(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendPage(HttpExchange exchange) throws IOException {
    Optional<PageFile> file = page.file(exchange.getRequestURI().getPath().substring(1));
    if (file.isEmpty()) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    file.get().headers().forEach(exchange.getResponseHeaders()::set);
    exchange.getResponseHeaders().set("Content-Type", file.get().type());
    exchange.sendResponseHeaders(200, file.get().content().length);
    exchange.getResponseBody().write(file.get().content());
  }

  private void listModels(HttpExchange exchange) throws IOException {
    Reply reply = new Reply(exchange);
    if (knowsKey(exchange)) {
      List<?> list = models.stream().map(name -> Map.of("id", name)).toList();
      reply.sends(200, Map.of("object", "list", "data", list));
    } else {
      reply.refuses(401, "no");
    }
  }

  private void tellProperties(HttpExchange exchange) throws IOException {
    Map<String, ?> usual = Map.of("temperature", 0.3, "top_k", 0, "max_tokens", -1);
    new Reply(exchange).sends(200, Map.of("default_generation_settings", Map.of("params", usual)));
  }

  private void chat(HttpExchange exchange) throws IOException, InterruptedException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Reply reply = new Reply(exchange);
    if (!knowsKey(exchange)) {
      reply.refuses(401, "no");
      return;
    }
    requests.add((Map<?, ?>) Json.parse(body));
    Optional<Answer> answer = Optional.ofNullable(answers.poll());
    answer.orElse(r -> r.says("Nothing is scripted.").ends("stop")).give(reply);
  }

  private boolean knowsKey(HttpExchange exchange) {
    String sent = exchange.getRequestHeaders().getFirst("Authorization");
    return key.map(wanted -> ("Bearer " + wanted).equals(sent)).orElse(true);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** How an answer is sent. */
  static final class Reply {
    private final HttpExchange exchange;
    private boolean started;
    private int tokens;

    private Reply(HttpExchange exchange) {
      this.exchange = exchange;
    }

    Reply says(String text) throws IOException {
      for (int from = 0; from < text.length(); from += 4) {
        tokens++;
        String piece = text.substring(from, Math.min(text.length(), from + 4));
        adds(Map.of("content", piece));
      }
      return this;
    }

    /** Sends something else than text. */
    Reply adds(Map<String, ?> delta) throws IOException {
      event(choice(Map.of("delta", delta)));
      return this;
    }

    /** Waits for the test. */
    Reply waitsFor(CountDownLatch latch) throws InterruptedException {
      latch.await();
      return this;
    }

    void ends(String why) throws IOException {
      event(choice(Map.of("delta", Map.of(), "finish_reason", why)));
      event(Map.of("choices", List.of(), "usage", Map.of("completion_tokens", tokens)));
      data("[DONE]");
    }

    /** Says in mid-stream what went wrong. */
    void fails(String message) throws IOException {
      event(Map.of("error", Map.of("message", message)));
    }

    void refuses(int status, String message, String... header) throws IOException {
      if (header.length == 2) {
        exchange.getResponseHeaders().set(header[0], header[1]);
      }
      sends(status, Map.of("error", Map.of("message", message)));
    }

    /** Says the same few words until the browser has left, and then tells the test. */
    void saysUntilLeft(CountDownLatch left) {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          says("and on ");
        }
      } catch (IOException e) {
        left.countDown();
      }
    }

    private static Object choice(Map<String, ?> choice) {
      return Map.of("choices", List.of(choice));
    }

    private void event(Object event) throws IOException {
      data(Json.write(event));
    }

    private void data(String data) throws IOException {
      if (!started) {
        started = true;
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
      }
      OutputStream out = exchange.getResponseBody();
      out.write(("data: " + data + "\n\n").getBytes(UTF_8));
      out.flush();
    }

    private void sends(int status, Object json) throws IOException {
      byte[] body = Json.write(json).getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
