package io.llamajar.server;

import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.template.Json;

/** How many tokens a conversation has, by each of the APIs that can be asked. */
final class TokenCounts {
  private final Models models;
  private final Turns turns;

  TokenCounts(Models models, Turns turns) {
    this.models = models;
    this.turns = turns;
  }

  /** {@code /v1/chat/completions/input_tokens}, which is llama.cpp's. */
  void ofChat(Exchange exchange) {
    Fields fields = exchange.fields();
    int tokens = count(fields, ChatCompletions.request(fields, turns));
    exchange.reply(Json.object("object", "response.input_tokens", "input_tokens", tokens));
  }

  /** {@code /v1/responses/input_tokens}, which is OpenAI's. */
  void ofResponse(Exchange exchange) {
    Fields fields = exchange.fields();
    int tokens = count(fields, ResponseInput.read(fields, turns));
    exchange.reply(Json.object("object", "response.input_tokens", "input_tokens", tokens));
  }

  /** {@code /v1/messages/count_tokens}, which is Anthropic's. */
  void ofMessages(Exchange exchange) {
    Fields fields = exchange.fields();
    int tokens = count(fields, AnthropicConversation.read(fields, turns));
    exchange.reply(Json.object("input_tokens", tokens));
  }

  private int count(Fields fields, ChatRequest request) {
    try (Models.Lease lease = models.use(fields.text("model"))) {
      return Turns.tokens(lease, request).length;
    }
  }
}
