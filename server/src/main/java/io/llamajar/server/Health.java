package io.llamajar.server;

import io.llamajar.chat.template.Json;

/** {@code /health}: says that the server lives. */
final class Health implements Endpoint {
  @Override
  public void answer(Exchange exchange) {
    exchange.reply(Json.object("status", "ok"));
  }
}
