package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.GenerationOptions;
import io.llamajar.chat.ChatTemplate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code /v1/responses}: OpenAI's newer way to have a conversation go on; nothing is stored. */
final class Responses implements Endpoint {
  private static final List<String> STORED =
      List.of("previous_response_id", "conversation", "prompt");

  private final Models models;
  private final RequestLimits limits;

  Responses(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    GenerationOptions options = options(fields);
    boolean streams = fields.flag("stream", false);
    ResponseInput input = ResponseInput.read(fields, limits);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      ChatTemplate template = lease.template();
      int[] prompt = Prompts.chat(lease, input.messages(), input.tools(), "input");
      Generation generation = lease.model().generate(prompt, template.withItsStops(options));
      ResponseReply reply = new ResponseReply(fields, lease.name(), options, generation);
      Generations generations = Generations.start(exchange, lease.slots(), List.of(generation));
      if (streams) {
        reply.stream(exchange.events(), generations);
      } else {
        exchange.reply(reply.whole(generations.text()));
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
    Optional<Fields> format = fields.object("text").flatMap(text -> text.object("format"));
    if (format.isPresent() && !format.get().requiredText("type").equals("text")) {
      throw format.get().wrong("type", "\"text\"; other formats are not supported yet");
    }
    OptionalInt tokens = fields.integer("max_output_tokens", 1, Integer.MAX_VALUE);
    return GenerationOptions.defaults()
        .withSampling(SamplingFields.read(fields))
        .withMaxTokens(limits.tokens(tokens));
  }
}
