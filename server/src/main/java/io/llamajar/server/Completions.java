package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Model;
import io.llamajar.tokenizer.ControlText;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** {@code /v1/completions}: texts in, how each might go on out. */
final class Completions implements Endpoint {
  private static final int MOST_LIKELIEST = 5;

  private final Models models;
  private final Turns turns;

  Completions(Models models, Turns turns) {
    this.models = models;
    this.turns = turns;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    CompletionFields wanted = wanted(fields);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      Model model = lease.model();
      List<int[]> prompts = TokenFields.texts(fields, "prompt", model, turns.limits().messages());
      if (prompts.isEmpty()) {
        throw fields.missing("prompt");
      }
      for (int[] prompt : prompts) {
        TokenFields.check(prompt, "prompt", model);
      }
      List<Generation> all = Generations.of(model, prompts, wanted.choices(), wanted::options);
      CompletionShape shape =
          new CompletionShape(
              model.tokenizer(),
              echoes(fields, prompts, model, wanted),
              prompts.size(),
              wanted.options().logprobs().isPresent());
      new CompletionReply(exchange, shape, lease, wanted).send(all);
    }
  }

  private CompletionFields wanted(Fields fields) {
    CompletionFields wanted = CompletionFields.read(fields, turns);
    if (fields.text("suffix").filter(suffix -> !suffix.isEmpty()).isPresent()) {
      throw ApiException.field(
          "suffix", "A suffix is not supported here; leave it out, or use /infill");
    }
    int best = fields.integer("best_of", 1, turns.limits().choices()).orElse(wanted.choices());
    if (best != wanted.choices()) {
      throw ApiException.field(
          "best_of", "best_of is %d; give the same number as n".formatted(best));
    }
    OptionalInt likeliest = fields.integer("logprobs", 0, MOST_LIKELIEST);
    if (likeliest.isPresent() && fields.flag("echo", false)) {
      throw ApiException.field(
          "echo", "The prompt's own likelihoods are not told; leave out echo or logprobs");
    }
    return likeliest.isPresent() ? wanted.withLogprobs(likeliest.getAsInt()) : wanted;
  }

  /** What each text begins with: its prompt, if that is wanted. */
  private static List<String> echoes(
      Fields fields, List<int[]> prompts, Model model, CompletionFields wanted) {
    boolean wantsEcho = fields.flag("echo", false);
    List<String> echoes = new ArrayList<>();
    for (int[] prompt : prompts) {
      String echo = wantsEcho ? model.tokenizer().decode(prompt, ControlText.HIDDEN) : "";
      for (int i = 0; i < wanted.choices(); i++) {
        echoes.add(echo);
      }
    }
    return echoes;
  }
}
