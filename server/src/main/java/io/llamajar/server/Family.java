package io.llamajar.server;

import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;

/** The APIs that we speak; each has its own way to say what went wrong. */
enum Family {
  OPENAI {
    @Override
    Object error(ApiException e) {
      String type =
          switch (e.status()) {
            case 429 -> "rate_limit_error";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            default -> e.status() < 500 ? "invalid_request_error" : "server_error";
          };
      return Json.object(
          "error",
          Json.object(
              "message",
              e.text(),
              "type",
              type,
              "param",
              e.param().<Object>map(p -> p).orElse(None.NONE),
              "code",
              e.code().<Object>map(c -> c).orElse(None.NONE)));
    }
  },

  /** OpenAI's newer API, whose streams are of events with names and numbers. */
  RESPONSES {
    @Override
    Object error(ApiException e) {
      return OPENAI.error(e);
    }

    @Override
    void tell(EventStream stream, ApiException e) {
      stream.send(
          "error",
          Json.object(
              "type",
              "error",
              "sequence_number",
              stream.sent(),
              "code",
              e.code().orElse(e.status() < 500 ? "invalid_request_error" : "server_error"),
              "message",
              e.text(),
              "param",
              e.param().<Object>map(p -> p).orElse(None.NONE)));
    }
  },

  ANTHROPIC {
    @Override
    Object error(ApiException e) {
      String type =
          switch (e.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            default -> e.status() < 500 ? "invalid_request_error" : "api_error";
          };
      return Json.object("type", "error", "error", Json.object("type", type, "message", e.text()));
    }

    @Override
    void tell(EventStream stream, ApiException e) {
      stream.send("error", error(e));
    }
  },

  LLAMA_CPP {
    @Override
    Object error(ApiException e) {
      String type =
          switch (e.status()) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 501 -> "not_supported_error";
            case 503 -> "unavailable_error";
            default -> e.status() < 500 ? "invalid_request_error" : "server_error";
          };
      return Json.object(
          "error", Json.object("code", e.status(), "message", e.text(), "type", type));
    }
  },

  OLLAMA {
    @Override
    Object error(ApiException e) {
      return Json.object("error", e.text());
    }
  };

  /** The body of a reply that says what went wrong. */
  abstract Object error(ApiException e);

  /** Says in the midst of a stream what went wrong. */
  void tell(EventStream stream, ApiException e) {
    stream.send(error(e));
  }
}
