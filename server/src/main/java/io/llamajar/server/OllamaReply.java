package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.chat.Json;
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
 * @param shape makes fields of a text
 */
record OllamaReply(
    Exchange exchange,
    Models.Lease lease,
    Clock clock,
    Function<String, Map<String, Object>> shape) {
  private static final double NANOS = 1e9;

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
    Map<String, Object> reply = part("", true);
    boolean closes = KeepAlive.read(exchange.fields()).equals(Optional.of(Duration.ZERO));
    reply.put("done_reason", closes ? "unload" : "load");
    exchange.reply(reply);
  }

  /** Has a text generated and sends it. */
  void send(Generation generation, boolean streams, boolean tellsContext) {
    Generations generations = Generations.start(exchange, lease.slots(), List.of(generation));
    if (streams) {
      EventStream lines = exchange.lines();
      generations.forEachPiece((index, piece) -> lines.send(part(piece.text(), false)));
      lines.send(end("", generation, tellsContext));
      lines.close();
    } else {
      exchange.reply(end(generations.text(), generation, tellsContext));
    }
  }

  private Map<String, Object> part(String text, boolean done) {
    Map<String, Object> part = Json.object("model", lease.name(), "created_at", Ollama.now());
    part.putAll(shape.apply(text));
    part.put("done", done);
    return part;
  }

  private Map<String, Object> end(String text, Generation generation, boolean tellsContext) {
    Statistics statistics = generation.statistics();
    Map<String, Object> end = part(text, true);
    end.put("done_reason", reason(generation.finish().orElse(Finish.CANCELLED)));
    if (tellsContext) {
      end.put("context", TokenFields.list(generation.context()));
    }
    clock.tell(end);
    end.put("prompt_eval_count", statistics.promptTokens());
    end.put("prompt_eval_duration", (long) (NANOS * statistics.promptSeconds()));
    end.put("eval_count", statistics.generatedTokens());
    end.put("eval_duration", (long) (NANOS * statistics.generationSeconds()));
    return end;
  }

  private static String reason(Finish finish) {
    return switch (finish) {
      case LENGTH, CONTEXT -> "length";
      case END, STOP, CANCELLED -> "stop";
    };
  }
}
