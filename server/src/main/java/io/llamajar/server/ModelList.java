package io.llamajar.server;

import io.llamajar.chat.template.Json;
import java.util.List;

/** {@code /v1/models}: the models that may be asked for. */
final class ModelList implements Endpoint {
  private final Models models;

  ModelList(Models models) {
    this.models = models;
  }

  @Override
  public void answer(Exchange exchange) {
    List<String> names = models.names();
    exchange.reply(
        Json.object(
            "object",
            "list",
            "data",
            names.stream().map(name -> ModelInfo.of(name, models)).toList(),
            "has_more",
            false,
            "first_id",
            names.getFirst(),
            "last_id",
            names.getLast()));
  }
}
