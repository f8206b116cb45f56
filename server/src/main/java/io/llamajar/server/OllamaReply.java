package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.chat.Reply;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.tools.AnswerEvent;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.ToolCall;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Replies by Ollama's API: line by line, or with all at once.
 *
 * @param lease of the model
 * @param clock what it has taken so far
 * @param shape makes fields of what was said
 */
record OllamaReply(
    Exchange exchange,
    Models.Lease lease,
    Clock clock,
    Function<AnswerParts, Map<String, Object>> shape) {
  private static final double NANOS = 1e9;
  private static final AnswerParts NOTHING = said("");

  /** Tells how long a request takes, and how long it waited for its model to be opened. */
  static final class Clock {
    private final long begun = System.nanoTime();
    private long opened = begun;

    /** The model is there. */
    void setOpened() {
      opened = System.nanoTime();
    }

    void tell(Map<String, Object> reply) {
      reply.put("total_duration", System.nanoTime() - begun);
      reply.put("load_duration", opened - begun);
    }
  }

  /** Nothing was to be generated: the model was to be opened, or to be closed. */
  void opened() {
    Map<String, Object> reply = part(NOTHING, true);
    boolean closes = KeepAlive.read(exchange.fields()).equals(Optional.of(Duration.ZERO));
    reply.put("done_reason", closes ? "unload" : "load");
    exchange.reply(reply);
  }

  /** Has a text generated and sends it. */
  void send(Generation generation, boolean streams) {
    Generations generations = Generations.start(exchange, lease.slots(), List.of(generation));
    if (streams) {
      EventStream lines = exchange.lines();
      generations.forEachPiece((index, piece) -> lines.send(part(said(piece.text()), false)));
      lines.send(end(NOTHING, generation));
      lines.close();
    } else {
      exchange.reply(end(said(generations.text()), generation));
    }
  }

  private Map<String, Object> end(AnswerParts said, Generation generation) {
    return end(said, generation.finish(), generation.statistics(), Optional.empty());
  }

  /**
   * Has a turn thought of and sends it, a call as soon as it is complete.
   *
   * @param tellsContext whether its tokens are told, so that a client can go on from there
   */
  void send(Reply turn, boolean streams, boolean tellsContext) {
    Replies replies = Replies.start(exchange, lease, List.of(turn));
    if (streams) {
      EventStream lines = exchange.lines();
      replies.forEach((index, event, tokens) ->
          news(event, turn).ifPresent(news -> lines.send(part(news, false))));
      lines.send(end(NOTHING, turn, tellsContext));
      lines.close();
    } else {
      replies.finish();
      exchange.reply(end(turn.parts(), turn, tellsContext));
    }
  }

  private Map<String, Object> end(AnswerParts said, Reply turn, boolean tellsContext) {
    Optional<List<Object>> context =
        tellsContext
            ? Optional.of(TokenFields.list(turn.generation().context()))
            : Optional.empty();
    return end(said, turn.finish(), turn.statistics(), context);
  }

  /** What an event adds to what was said. */
  private static Optional<AnswerParts> news(AnswerEvent event, Reply turn) {
    return switch (event) {
      case AnswerEvent.Content(String text) -> Optional.of(said(text));
      case AnswerEvent.Reasoning(String text) -> Optional.of(new AnswerParts("", text, List.of()));
      case AnswerEvent.CallEnded(int index) ->
          Optional.of(new AnswerParts("", "", List.of(turn.parts().calls().get(index))));
      case AnswerEvent.CallBegun begun -> Optional.empty();
      case AnswerEvent.Arguments arguments -> Optional.empty();
      case AnswerEvent.CallBroken broken -> Optional.empty();
    };
  }

  private static AnswerParts said(String text) {
    return new AnswerParts(text, "", List.of());
  }

  /** Calls as Ollama has them: their arguments are an object. */
  static List<Object> calls(AnswerParts parts) {
    return parts.calls().stream().<Object>map(OllamaReply::call).toList();
  }

  private static Map<String, Object> call(ToolCall call) {
    return Json.object(
        "id",
        call.id(),
        "function",
        Json.object("name", call.name(), "arguments", Json.parse(call.arguments())));
  }

  private Map<String, Object> part(AnswerParts said, boolean done) {
    Map<String, Object> part = Json.object("model", lease.name(), "created_at", Ollama.now());
    part.putAll(shape.apply(said));
    part.put("done", done);
    return part;
  }

  private Map<String, Object> end(
      AnswerParts said,
      Optional<Finish> finish,
      Statistics statistics,
      Optional<List<Object>> context) {
    Map<String, Object> end = part(said, true);
    end.put("done_reason", CompletionEnvelope.reason(finish.orElse(Finish.CANCELLED)));
    context.ifPresent(tokens -> end.put("context", tokens));
    clock.tell(end);
    end.put("prompt_eval_count", statistics.promptTokens());
    end.put("prompt_eval_duration", (long) (NANOS * statistics.promptSeconds()));
    end.put("eval_count", statistics.generatedTokens());
    end.put("eval_duration", (long) (NANOS * statistics.generationSeconds()));
    return end;
  }
}
