package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Piece;
import io.llamajar.Generation.Statistics;
import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.Json;
import io.llamajar.tokenizer.ControlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code /completion} and {@code /infill}: llama.cpp's own way to have texts go on. */
final class LlamaCompletion {
  private final Models models;
  private final Slots slots;
  private final RequestLimits limits;

  LlamaCompletion(Models models, Slots slots, RequestLimits limits) {
    this.models = models;
    this.slots = slots;
    this.limits = limits;
  }

  /** Texts in, how each goes on out. */
  void complete(Exchange exchange) {
    Fields fields = exchange.fields();
    try (Models.Lease lease = models.use(fields.text("model"))) {
      LlamaPrompts prompts = new LlamaPrompts(lease.model().tokenizer());
      List<int[]> all = prompts.read(fields, "prompt", limits.messages());
      for (int[] prompt : all) {
        TokenFields.check(prompt, "prompt", lease.model());
      }
      send(exchange, lease, all);
    }
  }

  /** What stands around a gap in; what fills it out. */
  void infill(Exchange exchange) {
    Fields fields = exchange.fields();
    try (Models.Lease lease = models.use(fields.text("model"))) {
      Infill infill = Infill.of(lease.model().tokenizer());
      int[] prompt =
          infill.prompt(
              Infill.sources(fields),
              fields.requiredText("input_prefix"),
              fields.text("prompt").orElse(""),
              fields.requiredText("input_suffix"));
      TokenFields.check(prompt, "input_prefix", lease.model());
      send(exchange, lease, List.of(prompt));
    }
  }

  private void send(Exchange exchange, Models.Lease lease, List<int[]> prompts) {
    Fields fields = exchange.fields();
    LlamaFields wanted = LlamaFields.read(fields, lease.model(), limits);
    int asked = fields.integer("id_slot", -1, slots.count() - 1).orElse(-1);
    int slot = slots.take(lease.name(), asked);
    try {
      List<Generation> all =
          prompts.stream().map(p -> lease.model().generate(p, wanted.options())).toList();
      new Reply(lease.model(), lease.name(), slot, wanted, prompts).send(exchange, all);
      slots.remember(lease.name(), slot, all.getLast().context());
    } finally {
      slots.free(lease.name(), slot);
    }
  }

  private record Reply(
      Model model, String name, int slot, LlamaFields wanted, List<int[]> prompts) {

    void send(Exchange exchange, List<Generation> all) {
      Generations generations = Generations.start(exchange, all);
      if (wanted.stream()) {
        stream(exchange.events(), generations, all);
        return;
      }
      List<Piece> texts = generations.whole();
      List<Object> replies = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        Map<String, Object> reply = end(i, texts.get(i).text(), all.get(i));
        addLikelihoods(reply, texts.get(i).tokens());
        replies.add(reply);
      }
      exchange.reply(all.size() == 1 ? replies.getFirst() : replies);
    }

    private void stream(EventStream events, Generations generations, List<Generation> all) {
      generations.forEachPiece(
          new Generations.Reader() {
            @Override
            public void read(int index, Piece piece) {
              events.send(part(index, piece, all.get(index)));
            }

            @Override
            public void end(int index, Finish reason) {
              events.send(Reply.this.end(index, "", all.get(index)));
            }
          });
      events.close();
    }

    private Map<String, Object> part(int index, Piece piece, Generation generation) {
      Statistics statistics = generation.statistics();
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
              slot,
              "tokens_predicted",
              statistics.generatedTokens(),
              "tokens_evaluated",
              statistics.promptTokens());
      addLikelihoods(part, piece.tokens());
      return part;
    }

    private void addLikelihoods(Map<String, Object> reply, List<TokenLogprob> tokens) {
      if (wanted.likeliest().isPresent()) {
        Likelihoods likelihoods = new Likelihoods(model.tokenizer());
        reply.put("completion_probabilities", likelihoods.ofLlama(tokens));
      }
    }

    private Map<String, Object> end(int index, String text, Generation generation) {
      Statistics statistics = generation.statistics();
      Finish finish = generation.finish().orElse(Finish.CANCELLED);
      GenerationOptions options = wanted.options();
      Map<String, Object> settings = LlamaFields.settings(options);
      settings.put("seed", generation.seed());
      settings.put("stream", wanted.stream());
      return Json.object(
          "index",
          index,
          "content",
          text,
          "tokens",
          wanted.tokens() ? TokenFields.list(generation.tokens()) : List.of(),
          "id_slot",
          slot,
          "stop",
          true,
          "model",
          name,
          "tokens_predicted",
          statistics.generatedTokens(),
          "tokens_evaluated",
          statistics.promptTokens(),
          "tokens_cached",
          statistics.cachedTokens(),
          "generation_settings",
          settings,
          "prompt",
          model.tokenizer().decode(prompts.get(index), ControlText.SHOWN),
          "has_new_line",
          text.contains("\n"),
          "truncated",
          finish == Finish.CONTEXT,
          "stop_type",
          type(finish),
          "stopping_word",
          generation.stop().orElse(""),
          "timings",
          Timings.of(statistics));
    }

    private static String type(Finish finish) {
      return switch (finish) {
        case END -> "eos";
        case STOP -> "word";
        case LENGTH, CONTEXT -> "limit";
        case CANCELLED -> "none";
      };
    }
  }
}
