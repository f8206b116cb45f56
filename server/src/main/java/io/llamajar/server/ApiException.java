package io.llamajar.server;

import java.util.Map;
import java.util.Optional;

/** Ends a request with a status and an error, which its {@link Family} puts into shape. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String text;
  private final transient Optional<String> param;
  private final transient Optional<String> code;
  private final transient Map<String, String> headers;

  private ApiException(
      int status,
      String text,
      Optional<String> param,
      Optional<String> code,
      Map<String, String> headers) {
    super(text, null, false, false);
    this.status = status;
    this.text = text;
    this.param = param;
    this.code = code;
    this.headers = headers;
  }

  ApiException(int status, String text) {
    this(status, text, Optional.empty(), Optional.empty(), Map.of());
  }

  /** A field of the request is not as it must be. */
  static ApiException field(String name, String text) {
    return new ApiException(400, text, Optional.of(name), Optional.empty(), Map.of());
  }

  static ApiException notFound(String text) {
    return new ApiException(404, text);
  }

  /** It may be tried again soon. */
  static ApiException busy(String text) {
    return new ApiException(503, text).withHeader("Retry-After", "1");
  }

  static ApiException internal(String requestId) {
    return new ApiException(
        500,
        "The server failed to answer; its log says why, under request %s".formatted(requestId));
  }

  /** The same, with a word that programs can tell it by. */
  ApiException withCode(String newCode) {
    return new ApiException(status, text, param, Optional.of(newCode), headers);
  }

  ApiException withHeader(String name, String value) {
    return new ApiException(status, text, param, code, Map.of(name, value));
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }

  /** The field that it is about. */
  Optional<String> param() {
    return param;
  }

  Optional<String> code() {
    return code;
  }

  Map<String, String> headers() {
    return headers;
  }
}
