package io.llamajar.server;

import io.llamajar.chat.Json;

/** {@code /v1/models}: the models that may be asked for. */
final class ModelList implements Endpoint {
  private final Models models;

  ModelList(Models models) {
    this.models = models;
  }

  @Override
  public void answer(Exchange exchange) {
    exchange.reply(
        Json.object(
            "object",
            "list",
            "data",
            models.names().stream().map(name -> ModelInfo.of(name, models)).toList()));
  }
}
