package io.llamajar.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a server answered, after all redirects.
 *
 * @param uri whom we asked in the end
 */
record Reply(URI uri, int status, HttpHeaders headers, InputStream body) implements AutoCloseable {
  static Reply of(HttpResponse<InputStream> response) {
    return new Reply(response.uri(), response.statusCode(), response.headers(), response.body());
  }

  boolean isGood() {
    return status / 100 == 2;
  }

  boolean isRedirect() {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  Optional<String> header(String name) {
    return headers.firstValue(name).filter(value -> !value.isBlank());
  }

  OptionalLong number(String name) {
    try {
      return headers.firstValueAsLong(name);
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /** A login page of the network we are in, instead of what we asked for. */
  boolean isWebPage() {
    return header("Content-Type").filter(type -> type.startsWith("text/html")).isPresent();
  }

  String host() {
    return Address.host(uri);
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException _) { // nobody wants the rest
    }
  }
}
