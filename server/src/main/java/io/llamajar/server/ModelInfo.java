package io.llamajar.server;

import io.llamajar.chat.template.Json;
import java.time.Instant;
import java.util.Map;

/** {@code /v1/models/{id}}: one of the models. */
final class ModelInfo implements Endpoint {
  private final Models models;

  ModelInfo(Models models) {
    this.models = models;
  }

  @Override
  public void answer(Exchange exchange) {
    if (!models.names().contains(exchange.rest())) {
      throw ApiException.notFound(
              "There is no model '%s' here; /v1/models lists those there are"
                  .formatted(exchange.rest()))
          .withCode("model_not_found");
    }
    exchange.reply(of(exchange.rest(), models));
  }

  /** As OpenAI tells it, and then as Anthropic does. */
  static Map<String, Object> of(String name, Models models) {
    return Json.object(
        "id",
        name,
        "object",
        "model",
        "created",
        models.created(),
        "owned_by",
        "llamajar",
        "type",
        "model",
        "display_name",
        name,
        "created_at",
        Instant.ofEpochSecond(models.created()).toString());
  }
}
