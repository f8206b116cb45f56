package io.llamajar.server;

import io.llamajar.chat.Json;

/** {@code /v1/messages/count_tokens}: how many tokens a conversation has. */
final class AnthropicTokenCount implements Endpoint {
  private final Models models;
  private final RequestLimits limits;

  AnthropicTokenCount(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    AnthropicConversation conversation = AnthropicConversation.read(fields, limits);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      int tokens = lease.template().prompt(conversation.messages(), conversation.tools()).length;
      exchange.reply(Json.object("input_tokens", tokens));
    }
  }
}
