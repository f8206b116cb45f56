package io.llamajar.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;

/** A request and its reply as Jetty carries them: bytes in, bytes out. */
final class Wire {
  private static final int MOST_DISCARDED = 64 << 20;
  private static final Duration DISCARDING = Duration.ofSeconds(5);

  private final Request request;
  private final Response response;
  private final String client;
  private boolean bodyRead;
  private Optional<Departure> departure = Optional.empty();
  private Runnable beforeEnd = () -> {};

  Wire(Request request, Response response) {
    this.request = request;
    this.response = response;
    this.client = Optional.ofNullable(Request.getRemoteAddr(request)).orElse("");
    request.addIdleTimeoutListener(timeout -> false); // a model may think for as long as it wants
  }

  String method() {
    return request.getMethod();
  }

  /** What comes after the host, decoded and without a query. */
  String path() {
    return Optional.ofNullable(request.getHttpURI().getDecodedPath()).orElse("");
  }

  Optional<String> query(String name) {
    try {
      return Optional.ofNullable(Request.extractQueryParameters(request).get(name))
          .map(Fields.Field::getValue);
    } catch (RuntimeException e) { // it is not well encoded
      throw new ApiException(400, "The query in the URL cannot be read; encode it as UTF-8");
    }
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** The address that it came from. */
  String client() {
    return client;
  }

  /**
   * The whole body.
   *
   * @throws ApiException if it is too long, or comes too slowly
   */
  byte[] body(int mostBytes, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    if (request.getLength() > mostBytes) {
      throw tooLong(mostBytes);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (InputStream in = Request.asInputStream(request)) {
      byte[] part = new byte[1 << 14];
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        body.write(part, 0, count);
        if (body.size() > mostBytes) {
          throw tooLong(mostBytes);
        }
        if (System.nanoTime() > deadline) {
          throw tooSlow(patience);
        }
      }
    } catch (IOException | HttpException.RuntimeException e) {
      throw unreadable(e, patience);
    }
    bodyRead = true;
    return body.toByteArray();
  }

  private static ApiException tooLong(int mostBytes) {
    return new ApiException(
        413, "The request's body is longer than %d bytes; send less".formatted(mostBytes));
  }

  private static ApiException tooSlow(Duration patience) {
    return new ApiException(
        408,
        "The request did not arrive within %d seconds; send it faster"
            .formatted(patience.toSeconds()));
  }

  private static RuntimeException unreadable(Exception e, Duration patience) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TimeoutException) {
        return tooSlow(patience);
      }
      if (cause instanceof HttpException http && http.getCode() / 100 == 4) {
        return new ApiException(http.getCode(), "The request's body is not sent as HTTP wants it");
      }
    }
    return new GoneException();
  }

  /** Has something done if the client leaves from now on, perhaps on another thread. */
  void onLeave(Runnable then) {
    if (departure.isEmpty()) {
      departure = Departure.watch(request, then);
    }
  }

  void setHeader(String name, String value) {
    response.getHeaders().put(name, value);
  }

  void addHeader(String name, String value) {
    response.getHeaders().add(name, value);
  }

  /** Has the connection end with this reply. */
  void setLast() {
    setHeader("Connection", "close");
  }

  void setStatus(int status) {
    response.setStatus(status);
  }

  /** Whether a reply has begun. */
  boolean hasBegun() {
    return response.isCommitted();
  }

  /** Has something done just before the last part of the reply is sent. */
  void beforeEnd(Runnable then) {
    beforeEnd = then;
  }

  /**
   * Sends a part of the reply at once; before the first, its status and headers.
   *
   * @throws GoneException if the client has left
   */
  void write(byte[] part, boolean last) {
    if (last) {
      beforeEnd.run();
    }
    try {
      Content.Sink.write(response, last, ByteBuffer.wrap(part));
    } catch (IOException | IllegalStateException e) { // the latter after a failure
      throw new GoneException();
    }
  }

  /** Has Jetty take over again after the reply. */
  void end() {
    listenNoMore();
    if (!bodyRead && header("Expect").isEmpty()) {
      discard();
    }
  }

  /** Has Jetty take over again after whatever happened. */
  void listenNoMore() {
    departure.ifPresent(Departure::end);
  }

  /**
   * Reads what the client still sends: if its connection were closed meanwhile, it would not see
   * our reply.
   */
  private void discard() {
    long deadline = System.nanoTime() + DISCARDING.toNanos();
    try (InputStream in = Request.asInputStream(request)) {
      byte[] part = new byte[1 << 14];
      int count = in.read(part);
      for (long all = 0; count >= 0 && all < MOST_DISCARDED; all += count) {
        count = System.nanoTime() > deadline ? -1 : in.read(part);
      }
    } catch (IOException | HttpException.RuntimeException e) {
      // There is nothing to be read any more, which is as well.
    }
  }
}
