package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.tools.ChatRequest;
import io.llamajar.chat.tools.Reply;
import java.util.List;

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
    int tokens =
        fields
            .integer("max_tokens", 1, Integer.MAX_VALUE)
            .orElseThrow(() -> fields.missing("max_tokens"));
    return GenerationOptions.defaults()
        .withSampling(SamplingFields.read(fields))
        .withMaxTokens(Math.min(tokens, turns.limits().tokens()))
        .withStops(CompletionFields.stops(fields, STOPS, turns.limits()))
        .withBannedStrings(CompletionFields.banned(fields, turns.limits()));
  }
}
