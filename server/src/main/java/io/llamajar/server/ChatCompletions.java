package io.llamajar.server;

import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.Reply;
import java.util.List;

/** {@code /v1/chat/completions}: a conversation in, the assistant's next turn out. */
final class ChatCompletions implements Endpoint {
  private static final int MOST_LIKELIEST = 20;

  private final Models models;
  private final Turns turns;
  private final ChatControl control;

  ChatCompletions(Models models, Turns turns, ChatControl control) {
    this.models = models;
    this.turns = turns;
    this.control = control;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    CompletionFields wanted = wanted(fields);
    ChatRequest request = request(fields, turns);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      ChatReply reply = new ChatReply(exchange, lease, wanted, ChatShape.of(fields));
      List<Reply> all = Turns.replies(lease, request, wanted, "messages");
      control.during(reply.id(), all, () -> reply.send(all));
    }
  }

  /** What the model is asked. */
  static ChatRequest request(Fields fields, Turns turns) {
    return turns.request(
        fields, MessageFields.read(fields, turns.limits()), ToolFields.ofChat(fields));
  }

  private CompletionFields wanted(Fields fields) {
    CompletionFields wanted = CompletionFields.read(fields, turns);
    int likeliest = fields.integer("top_logprobs", 0, MOST_LIKELIEST).orElse(0);
    if (fields.flag("logprobs", false)) {
      return wanted.withLogprobs(likeliest);
    }
    if (likeliest > 0) {
      throw ApiException.field("top_logprobs", "top_logprobs needs logprobs; set logprobs to true");
    }
    return wanted;
  }
}
