package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Piece;
import io.llamajar.Generation.Statistics;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.template.Json;
import io.llamajar.server.LlamaFields.Wish;
import io.llamajar.tokenizer.ControlText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replies by llama.cpp's own API: with all at once, or piece by piece.
 *
 * @param all the texts, which {@code generations} reads
 */
record LlamaReply(
    Models.Lease lease, LlamaFields wanted, List<Generation> all, Generations generations) {

  void send(Exchange exchange) {
    if (wanted.wants(Wish.STREAM)) {
      stream(exchange.events());
      return;
    }
    List<Piece> texts = generations.whole();
    List<Object> replies = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Map<String, Object> reply = end(i, texts.get(i).text());
      addLikelihoods(reply, texts.get(i).tokens());
      replies.add(chosen(reply));
    }
    exchange.reply(all.size() == 1 ? replies.getFirst() : replies);
  }

  private void stream(EventStream events) {
    boolean[] begun = new boolean[all.size()];
    generations.forEachPiece(
        new Generations.Reader() {
          @Override
          public void read(int index, Piece piece) {
            if (!begun[index] && wanted.wants(Wish.PROGRESS)) {
              events.send(promptRead(index));
            }
            begun[index] = true;
            events.send(part(index, piece));
          }

          @Override
          public void end(int index, Finish reason) {
            events.send(chosen(LlamaReply.this.end(index, "")));
          }
        });
    events.close();
  }

  /** How far a prompt is read: to its end. */
  private Map<String, Object> promptRead(int index) {
    Statistics statistics = all.get(index).statistics();
    Map<String, Object> part = part(index, new Piece("", List.of()));
    part.put(
        "prompt_progress",
        Json.object(
            "total",
            statistics.promptTokens(),
            "cache",
            statistics.cachedTokens(),
            "processed",
            statistics.promptTokens(),
            "time_ms",
            Math.round(1000 * statistics.promptSeconds())));
    return part;
  }

  private Map<String, Object> part(int index, Piece piece) {
    Statistics statistics = all.get(index).statistics();
    Map<String, Object> part =
        Json.object(
            "index",
            index,
            "content",
            piece.text(),
            "tokens",
            TokenFields.list(piece.tokens().stream().mapToInt(TokenLogprob::token).toArray()),
            "stop",
            false,
            "id_slot",
            generations.place(index),
            "tokens_predicted",
            statistics.generatedTokens(),
            "tokens_evaluated",
            statistics.promptTokens());
    if (wanted.wants(Wish.TIMINGS)) {
      part.put("timings", Timings.of(statistics));
    }
    addLikelihoods(part, piece.tokens());
    return part;
  }

  private void addLikelihoods(Map<String, Object> reply, List<TokenLogprob> tokens) {
    if (wanted.likeliest() > 0) {
      Likelihoods likelihoods = new Likelihoods(lease.model().tokenizer());
      reply.put("completion_probabilities", likelihoods.ofLlama(tokens));
    }
  }

  /**
   * What is told at the end.
   *
   * @param text all of it; nothing, if it came in pieces
   */
  private Map<String, Object> end(int index, String text) {
    Generation generation = all.get(index);
    Statistics statistics = generation.statistics();
    Map<String, Object> settings = LlamaFields.settings(wanted.options());
    settings.put("seed", generation.seed());
    settings.put("stream", wanted.wants(Wish.STREAM));
    boolean tellsTokens = wanted.wants(Wish.TOKENS) && !wanted.wants(Wish.STREAM);
    return Json.object(
        "index",
        index,
        "content",
        text,
        "tokens",
        tellsTokens ? TokenFields.list(generation.tokens()) : List.of(),
        "id_slot",
        generations.place(index),
        "stop",
        true,
        "model",
        lease.name(),
        "tokens_predicted",
        statistics.generatedTokens(),
        "tokens_evaluated",
        statistics.promptTokens(),
        "tokens_cached",
        statistics.cachedTokens(),
        "generation_settings",
        settings,
        "prompt",
        prompt(generation),
        "has_new_line",
        generations.lines(index).hasNewLine(),
        "truncated",
        generation.finish().equals(Optional.of(Finish.CONTEXT)),
        "stop_type",
        stopType(index),
        "stopping_word",
        generation.stop().orElse(""),
        "timings",
        Timings.of(statistics));
  }

  private String prompt(Generation generation) {
    int length = generation.statistics().promptTokens();
    int[] prompt = Arrays.copyOf(generation.context(), length);
    return lease.model().tokenizer().decode(prompt, ControlText.SHOWN);
  }

  private String stopType(int index) {
    if (generations.lines(index).isOver()) {
      return "limit";
    }
    return switch (all.get(index).finish().orElse(Finish.CANCELLED)) {
      case END -> "eos";
      case STOP -> "word";
      case LENGTH, CONTEXT -> "limit";
      case CANCELLED -> "none";
    };
  }

  /** The fields that are wanted, called by their whole paths; what is not there is left out. */
  private Map<String, Object> chosen(Map<String, Object> reply) {
    if (wanted.shown().isEmpty()) {
      return reply;
    }
    Map<String, Object> chosen = new LinkedHashMap<>();
    for (String path : wanted.shown()) {
      find(reply, path).ifPresent(value -> chosen.put(path, value));
    }
    return chosen;
  }

  private static Optional<Object> find(Object within, String path) {
    Optional<Object> value = Optional.of(within);
    for (String name : path.split("/", -1)) {
      value = value.flatMap(v -> v instanceof Map<?, ?> map ? child(map, name) : Optional.empty());
    }
    return value;
  }

  private static Optional<Object> child(Map<?, ?> map, String name) {
    return Optional.ofNullable(map.get(name));
  }
}
