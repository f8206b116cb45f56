package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.chat.Json;
import io.llamajar.chat.jinja.None;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /v1/messages}: Anthropic's way to have a conversation go on. */
final class AnthropicMessages implements Endpoint {
  private static final String STOPS = "stop_sequences";

  private final Models models;
  private final RequestLimits limits;

  AnthropicMessages(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    GenerationOptions options = options(fields);
    boolean streams = fields.flag("stream", false);
    AnthropicConversation conversation = AnthropicConversation.read(fields, limits);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      Model model = lease.model();
      int[] prompt = conversation.prompt(lease);
      Generation generation = model.generate(prompt, lease.template().withItsStops(options));
      Reply reply = new Reply(lease.name(), generation, options.stops());
      Generations generations = Generations.start(exchange, lease.slots(), List.of(generation));
      if (streams) {
        reply.stream(exchange.events(), generations);
      } else {
        exchange.reply(reply.whole(generations.text()));
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
        .withMaxTokens(Math.min(tokens, limits.tokens()))
        .withStops(CompletionFields.stops(fields, STOPS, limits));
  }

  /**
   * What is sent.
   *
   * @param stops that the request named; a template may have more
   */
  private record Reply(String model, Generation generation, List<String> stops) {

    Map<String, Object> whole(String text) {
      Map<String, Object> message = message(List.of(block(text)));
      message.putAll(end());
      message.put("usage", usage());
      return message;
    }

    void stream(EventStream events, Generations generations) {
      Map<String, Object> message = message(List.of());
      message.put("usage", usage());
      send(events, "message_start", "message", message);
      send(events, "content_block_start", "index", 0, "content_block", block(""));
      send(events, "ping");
      generations.forEachPiece((index, piece) ->
          send(
              events,
              "content_block_delta",
              "index",
              0,
              "delta",
              Json.object("type", "text_delta", "text", piece.text())));
      send(events, "content_block_stop", "index", 0);
      send(events, "message_delta", "delta", end(), "usage", usage());
      send(events, "message_stop");
      events.close();
    }

    private static void send(EventStream events, String type, Object... namesAndValues) {
      Map<String, Object> event = Json.object("type", type);
      event.putAll(Json.object(namesAndValues));
      events.send(type, event);
    }

    private Map<String, Object> message(List<Object> content) {
      return Json.object(
          "id",
          Exchange.newId("msg_"),
          "type",
          "message",
          "role",
          "assistant",
          "model",
          model,
          "content",
          content,
          "stop_reason",
          None.NONE,
          "stop_sequence",
          None.NONE);
    }

    private static Map<String, Object> block(String text) {
      return Json.object("type", "text", "text", text);
    }

    private Map<String, Object> end() {
      Optional<String> stop = generation.stop().filter(stops::contains);
      String reason =
          switch (generation.finish().orElse(Finish.CANCELLED)) {
            case LENGTH, CONTEXT -> "max_tokens";
            case STOP -> stop.isPresent() ? "stop_sequence" : "end_turn";
            case END, CANCELLED -> "end_turn";
          };
      return Json.object(
          "stop_reason", reason, "stop_sequence", stop.<Object>map(s -> s).orElse(None.NONE));
    }

    /** What was read, without what was known; and what was generated. */
    private Map<String, Object> usage() {
      Statistics statistics = generation.statistics();
      return Json.object(
          "input_tokens",
          statistics.promptTokens() - statistics.cachedTokens(),
          "cache_creation_input_tokens",
          0,
          "cache_read_input_tokens",
          statistics.cachedTokens(),
          "output_tokens",
          statistics.generatedTokens());
    }
  }
}
