package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.Reply;
import java.util.List;
import java.util.OptionalInt;

/** {@code /v1/responses}: OpenAI's newer way to have a conversation go on; nothing is stored. */
final class Responses implements Endpoint {
  private static final List<String> STORED =
      List.of("previous_response_id", "conversation", "prompt");

  private final Models models;
  private final Turns turns;

  Responses(Models models, Turns turns) {
    this.models = models;
    this.turns = turns;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    GenerationOptions options = options(fields);
    boolean streams = fields.flag("stream", false);
    ChatRequest request = ResponseInput.read(fields, turns);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      Reply turn = Turns.reply(lease, request, options, "input");
      ResponseReply reply =
          new ResponseReply(new ResponseSettings(fields, lease.name(), options), turn);
      Replies replies = Replies.start(exchange, lease, List.of(turn));
      if (streams) {
        reply.stream(exchange.events(), replies);
      } else {
        exchange.reply(reply.whole(replies));
      }
    }
  }

  private GenerationOptions options(Fields fields) {
    for (String field : STORED) {
      if (fields.has(field)) {
        throw ApiException.field(
            field,
            "%s is set, but nothing is stored here; send the whole conversation as input"
                .formatted(field));
      }
    }
    if (fields.flag("background", false)) {
      throw ApiException.field(
          "background", "Nothing is answered later here; leave out background");
    }
    OptionalInt tokens = fields.integer("max_output_tokens", 1, Integer.MAX_VALUE);
    return Turns.formed(turns.options(fields, tokens), turns.grammars().ofResponse(fields));
  }
}
