package io.llamajar.server;

import io.llamajar.Generation;
import java.util.List;

/** {@code /completion} and {@code /infill}: llama.cpp's own way to have texts go on. */
final class LlamaCompletion {
  private final Models models;
  private final Turns turns;

  LlamaCompletion(Models models, Turns turns) {
    this.models = models;
    this.turns = turns;
  }

  /** Texts in, how each goes on out. */
  void complete(Exchange exchange) {
    Fields fields = exchange.fields();
    try (Models.Lease lease = models.use(fields.text("model"))) {
      LlamaPrompts prompts = new LlamaPrompts(lease.model());
      List<int[]> all = prompts.read(fields, "prompt", turns.limits().messages());
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
      for (String field : List.of("input_prefix", "input_suffix")) {
        Prompts.checkLength(fields.requiredText(field), field, lease.model());
      }
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
    LlamaFields wanted = LlamaFields.read(fields, lease.model(), turns);
    int slot = fields.integer("id_slot", -1, lease.slots().count() - 1).orElse(-1);
    List<Generation> all =
        Generations.of(lease.model(), prompts, wanted.choices(), wanted::options);
    Generations generations =
        Generations.start(exchange, lease.slots(), all, slot).within(wanted.lines());
    new LlamaReply(lease, wanted, all, generations).send(exchange);
  }
}
