package io.llamajar.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.llamajar.chat.template.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub and the server that it sends everybody to for the bytes: {@code 127.0.0.1} and {@code
 * localhost}, two hosts on this machine. It does wrong what a test tells it to.
 */
final class FakeHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** What a server was asked. */
  record Seen(String method, String path, Map<String, List<String>> headers) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }
  }

  /** Something that a server does instead of answering well. */
  interface Fault {
    void answer(HttpExchange exchange, byte[] content) throws IOException;
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer hub;
  private final HttpServer storage;
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  final List<Seen> hubSaw = new CopyOnWriteArrayList<>();
  final List<Seen> storageSaw = new CopyOnWriteArrayList<>();

  /** What happens at the next questions to the hub, and for bytes, but not to a mere look. */
  final Queue<Fault> hubFaults = new ConcurrentLinkedQueue<>();

  final Queue<Fault> storageFaults = new ConcurrentLinkedQueue<>();

  /** What the hub says of every file instead of the truth. */
  Map<String, String> lies = Map.of();

  int pageSize = 1000;
  boolean isLookAllowed = true;
  boolean tellsVersions = true;
  volatile String commit = COMMIT;

  FakeHub() throws IOException {
    hub = server("127.0.0.1", hubSaw, hubFaults, this::answerAsHub);
    storage = server("localhost", storageSaw, storageFaults, this::answerAsStorage);
  }

  private HttpServer server(String host, List<Seen> seen, Queue<Fault> faults, HttpHandler handler)
      throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            URI uri = exchange.getRequestURI();
            seen.add(
                new Seen(
                    exchange.getRequestMethod(),
                    uri.toString(),
                    Map.copyOf(exchange.getRequestHeaders())));
            boolean isLook = exchange.getRequestMethod().equals("HEAD");
            Fault fault = isLook ? null : faults.poll();
            if (fault != null) {
              fault.answer(exchange, content(uri));
            } else {
              handler.handle(exchange);
            }
          }
        });
    server.start();
    return server;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
  }

  URI storageAddress() {
    return URI.create("http://localhost:" + storage.getAddress().getPort());
  }

  /** Adds a file: {@code OWNER/REPO}, its path there and its bytes. */
  FakeHub with(String repository, String path, byte[] content) {
    files.put("/" + repository + "/" + path, content);
    return this;
  }

  FakeHub with(String repository, String path, String content) {
    return with(repository, path, content.getBytes(UTF_8));
  }

  /** The questions for bytes. */
  List<Seen> downloads() {
    return storageSaw.stream().filter(seen -> seen.method.equals("GET")).toList();
  }

  private byte[] content(URI uri) {
    return files.getOrDefault(path(uri), new byte[0]);
  }

  /** A file's address without {@code resolve/REVISION}. */
  private static String path(URI uri) {
    return uri.getPath().replaceFirst("/resolve/[^/]+", "");
  }

  private void answerAsHub(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.contains("/former/name/")) {
      String now = exchange.getRequestURI().toString().replace("/former/name/", "/owner/repo/");
      status(307, "Location", now).answer(exchange, new byte[0]);
    } else if (path.startsWith("/api/models/")) {
      list(exchange, path.substring("/api/models".length()).replaceFirst("/tree/.*", "/"));
    } else if (files.containsKey(path(exchange.getRequestURI()))) {
      resolve(exchange);
    } else {
      exchange.getResponseHeaders().add("X-Error-Code", "EntryNotFound");
      exchange.sendResponseHeaders(404, -1);
    }
  }

  private void list(HttpExchange exchange, String repository) throws IOException {
    List<String> paths = files.keySet().stream().filter(f -> f.startsWith(repository)).toList();
    if (paths.isEmpty()) {
      exchange.getResponseHeaders().add("X-Error-Code", "RepoNotFound");
      exchange.sendResponseHeaders(401, -1);
      return;
    }
    String query = exchange.getRequestURI().getQuery();
    int start =
        query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=", "")) : 0;
    int end = Math.min(paths.size(), start + pageSize);
    if (end < paths.size()) {
      String next = address() + exchange.getRequestURI().getPath() + "?cursor=" + end;
      exchange.getResponseHeaders().add("Link", "<" + next + ">; rel=\"next\"");
    }
    List<Object> entries = new ArrayList<>();
    entries.add(Json.object("type", "directory", "path", "folder", "oid", "0", "size", 0));
    for (String path : paths.subList(start, end)) {
      byte[] content = files.getOrDefault(path, new byte[0]);
      entries.add(
          Json.object(
              "type",
              "file",
              "path",
              path.substring(repository.length()),
              "size",
              (long) content.length,
              "lfs",
              Json.object("oid", sha256(content), "size", (long) content.length)));
    }
    send(exchange, Json.write(entries).getBytes(UTF_8));
  }

  private void resolve(HttpExchange exchange) throws IOException {
    byte[] content = content(exchange.getRequestURI());
    var headers = exchange.getResponseHeaders();
    headers.add("X-Repo-Commit", commit);
    headers.add("X-Linked-Size", String.valueOf(content.length));
    headers.add("X-Linked-Etag", "\"" + sha256(content) + "\"");
    headers.add("Location", storageAddress() + path(exchange.getRequestURI()));
    lies.forEach(headers::set);
    exchange.sendResponseHeaders(302, -1);
  }

  /** With ranges, an ETag, and a condition on it. */
  private void answerAsStorage(HttpExchange exchange) throws IOException {
    byte[] content = content(exchange.getRequestURI());
    if (!files.containsKey(path(exchange.getRequestURI()))) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    String etag = "\"" + sha256(content).substring(0, 16) + "\"";
    if (tellsVersions) {
      exchange.getResponseHeaders().add("ETag", etag);
    }
    String range = exchange.getRequestHeaders().getFirst("Range");
    String condition = exchange.getRequestHeaders().getFirst("If-Range");
    if (exchange.getRequestMethod().equals("HEAD")) {
      if (!isLookAllowed) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      exchange.getResponseHeaders().add("Content-Length", String.valueOf(content.length));
      exchange.sendResponseHeaders(200, -1);
    } else if (range == null || !(condition == null || condition.equals(etag))) {
      send(exchange, content);
    } else {
      int start = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes %d-%d/%2$d".formatted(start, content.length));
      exchange.sendResponseHeaders(206, content.length - start);
      exchange.getResponseBody().write(content, start, content.length - start);
    }
  }

  static void send(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  /** Says that all comes, sends as much, and ends the connection. */
  static Fault cutAfter(int bytes) {
    return (exchange, content) -> {
      exchange.sendResponseHeaders(200, content.length);
      exchange.getResponseBody().write(content, 0, bytes);
      exchange.getResponseBody().flush();
    };
  }

  static Fault status(int status, String... headers) {
    return (exchange, _) -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  static Fault page(String html) {
    return (exchange, _) -> {
      exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
      send(exchange, html.getBytes(UTF_8));
    };
  }

  static String sha256(byte[] content) {
    MessageDigest digest = Checksum.NONE.begin(0);
    return HexFormat.of().formatHex(digest.digest(content));
  }

  @Override
  public void close() {
    hub.stop(0);
    storage.stop(0);
    threads.shutdownNow();
  }
}
