package io.llamajar.server;

import io.llamajar.chat.Json;
import io.llamajar.chat.Message;
import java.util.List;

/** How many tokens a conversation has, by each of the APIs that can be asked. */
final class TokenCounts {
  private final Models models;
  private final RequestLimits limits;

  TokenCounts(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  /** {@code /v1/chat/completions/input_tokens}, which is llama.cpp's. */
  void ofChat(Exchange exchange) {
    Fields fields = exchange.fields();
    int tokens = count(fields, MessageFields.read(fields, limits), MessageFields.tools(fields));
    exchange.reply(Json.object("object", "response.input_tokens", "input_tokens", tokens));
  }

  /** {@code /v1/responses/input_tokens}, which is OpenAI's. */
  void ofResponse(Exchange exchange) {
    Fields fields = exchange.fields();
    ResponseInput input = ResponseInput.read(fields, limits);
    int tokens = count(fields, input.messages(), input.tools());
    exchange.reply(Json.object("object", "response.input_tokens", "input_tokens", tokens));
  }

  /** {@code /v1/messages/count_tokens}, which is Anthropic's. */
  void ofMessages(Exchange exchange) {
    Fields fields = exchange.fields();
    AnthropicConversation conversation = AnthropicConversation.read(fields, limits);
    int tokens = count(fields, conversation.messages(), conversation.tools());
    exchange.reply(Json.object("input_tokens", tokens));
  }

  private int count(Fields fields, List<Message> messages, List<Object> tools) {
    try (Models.Lease lease = models.use(fields.text("model"))) {
      return lease.template().prompt(messages, tools).length;
    }
  }
}
