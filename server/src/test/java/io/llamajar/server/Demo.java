package io.llamajar.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.llamajar.Model;
import io.llamajar.ModelOptions;
import io.llamajar.chat.template.Json;
import io.llamajar.gguf.GgufSource;
import io.llamajar.scheduler.Load;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A server on this machine that serves the demo model, and a client of it. */
final class Demo implements AutoCloseable {
  static final GgufSource FILE =
      GgufSource.of(Path.of("..", "models", "demo", "llamajar-demo-q8_0.gguf"));
  static final ModelOptions MODEL = ModelOptions.defaults().withThreads(2);

  private final HttpClient client = HttpClient.newHttpClient();
  final Queue<String> log = new ConcurrentLinkedQueue<>();
  final Models models;
  final Server server;

  private Demo(ServerOptions options, Models models) {
    this.models = models;
    server = Server.start(options, models, log::add);
  }

  static Demo start() {
    return start(options -> options);
  }

  static Demo start(UnaryOperator<ServerOptions> change) {
    return start(change, MODEL);
  }

  static Demo start(UnaryOperator<ServerOptions> change, ModelOptions model) {
    return start(change, models(model, Long.MAX_VALUE, "demo"));
  }

  static Demo start(UnaryOperator<ServerOptions> change, Models models) {
    return new Demo(
        change.apply(ServerOptions.defaults().withAddress(ServerOptions.HOST, 0)), models);
  }

  /** The demo model under several names. */
  static Models models(ModelOptions options, long memory, String... names) {
    List<Models.Source> sources =
        List.of(names).stream().map(name -> new Models.Source(name, FILE)).toList();
    return new Models(sources, options, memory, line -> {});
  }

  URI uri(String path) {
    return server.uri().resolve(path);
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).build());
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  /** Posts, and reads the lines of the answer as they come. */
  void stream(String path, String body, Consumer<String> reader) {
    HttpRequest request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      client.send(request, BodyHandlers.ofLines()).body().forEach(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends bytes as they are and gives all that comes until the server closes the connection. */
  String raw(String bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  /** A POST request as it travels. */
  static String asBytes(String path, String body) {
    return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, body.getBytes(UTF_8).length, body);
  }

  /** Waits for something that is about to become so. */
  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited for too long").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** What the model has done, and does. */
  Load load() {
    return Optional.ofNullable(models.opened().get("demo")).map(Model::load).orElse(Load.NONE);
  }

  /** Fields that keep the demo model talking until so many tokens are generated. */
  static String endless(int tokens) {
    return ", \"logit_bias\": {\"2\": -100}, \"max_tokens\": %d".formatted(tokens);
  }

  static Object at(Object json, Object... path) {
    Object value = json;
    for (Object step : path) {
      value = child(value, step);
    }
    return value;
  }

  private static Object child(Object value, Object step) {
    return switch (value) {
      case List<?> list when step instanceof Integer index && index < list.size() ->
          Optional.<Object>ofNullable(list.get(index)).orElseThrow();
      case Map<?, ?> map when map.containsKey(step) ->
          Optional.<Object>ofNullable(map.get(step)).orElseThrow();
      default -> throw new AssertionError("no " + step + " in " + value);
    };
  }

  static Object at(HttpResponse<String> reply, Object... path) {
    return at(Json.parse(reply.body()), path);
  }

  /** A question in JSON that the demo model can answer, and more fields. */
  static String question(String more) {
    return """
    {"messages": [{"role": "user", "content": "What is the capital of Japan?"}], "temperature": 0%s}
    """
        .formatted(more);
  }

  @Override
  public void close() {
    server.close();
    models.close();
    client.close();
  }
}
