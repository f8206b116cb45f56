package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.Reply;
import java.util.List;
import java.util.OptionalInt;

/** {@code /v1/messages}: Anthropic's way to have a conversation go on. */
final class AnthropicMessages implements Endpoint {
  private static final String STOPS = "stop_sequences";

  private final Models models;
  private final Turns turns;

  AnthropicMessages(Models models, Turns turns) {
    this.models = models;
    this.turns = turns;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    GenerationOptions options = Turns.formed(options(fields), turns.grammars().ofMessages(fields));
    boolean streams = fields.flag("stream", false);
    ChatRequest request = AnthropicConversation.read(fields, turns);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      Reply turn = Turns.reply(lease, request, options, "messages");
      AnthropicReply reply = new AnthropicReply(lease.name(), turn, options.stops());
      Replies replies = Replies.start(exchange, lease, List.of(turn));
      if (streams) {
        reply.stream(exchange.events(), replies);
      } else {
        exchange.reply(reply.whole(replies));
      }
    }
  }

  private GenerationOptions options(Fields fields) {
    OptionalInt tokens = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
    if (tokens.isEmpty()) {
      throw fields.missing("max_tokens");
    }
    return turns
        .options(fields, tokens)
        .withStops(turns.texts(fields, STOPS, turns.defaults().stops()));
  }
}
