package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Model;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.Json;
import io.llamajar.chat.jinja.None;
import io.llamajar.tokenizer.ControlText;
import io.llamajar.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** {@code /v1/completions}: texts in, how each might go on out. */
final class Completions implements Endpoint {
  private static final int MOST_LIKELIEST = 5;

  private final Models models;
  private final RequestLimits limits;

  Completions(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    CompletionFields wanted = wanted(fields);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      Model model = lease.model();
      List<int[]> prompts = TokenFields.texts(fields, "prompt", model, limits.messages());
      if (prompts.isEmpty()) {
        throw fields.missing("prompt");
      }
      List<Generation> all = new ArrayList<>();
      for (int[] prompt : prompts) {
        TokenFields.check(prompt, "prompt", model);
        for (int i = 0; i < wanted.choices(); i++) {
          all.add(model.generate(prompt, wanted.options(i)));
        }
      }
      Shape shape = new Shape(model.tokenizer(), echoes(fields, prompts, model, wanted));
      new CompletionReply(exchange, shape, lease, wanted).send(all, prompts.size());
    }
  }

  private CompletionFields wanted(Fields fields) {
    CompletionFields wanted = CompletionFields.read(fields, limits);
    if (fields.text("suffix").filter(suffix -> !suffix.isEmpty()).isPresent()) {
      throw ApiException.field(
          "suffix", "A suffix is not supported here; leave it out, or use /infill");
    }
    int best = fields.integer("best_of", 1, limits.choices()).orElse(wanted.choices());
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

  private record Shape(Tokenizer tokenizer, List<String> echoes) implements CompletionShape {
    @Override
    public String prefix() {
      return "cmpl-";
    }

    @Override
    public String object() {
      return "text_completion";
    }

    @Override
    public String chunkObject() {
      return "text_completion";
    }

    @Override
    public Map<String, Object> choice(
        int index, String text, Optional<List<TokenLogprob>> logprobs) {
      return piece(index, echoes.get(index) + text, logprobs);
    }

    @Override
    public Optional<Map<String, Object>> opening(int index) {
      String echo = echoes.get(index);
      return echo.isEmpty() ? Optional.empty() : Optional.of(piece(index, echo, Optional.empty()));
    }

    @Override
    public Map<String, Object> piece(
        int index, String text, Optional<List<TokenLogprob>> logprobs) {
      return Json.object(
          "index",
          index,
          "text",
          text,
          "logprobs",
          logprobs.<Object>map(this::json).orElse(None.NONE));
    }

    @Override
    public Map<String, Object> ending(int index) {
      return piece(index, "", Optional.empty());
    }

    /** Lists side by side, as this API has had them from the beginning. */
    private Map<String, Object> json(List<TokenLogprob> tokens) {
      Likelihoods likelihoods = new Likelihoods(tokenizer);
      List<Object> texts = new ArrayList<>();
      List<Object> logprobs = new ArrayList<>();
      List<Object> likeliest = new ArrayList<>();
      List<Object> offsets = new ArrayList<>();
      int offset = 0;
      for (TokenLogprob token : tokens) {
        String text = likelihoods.text(token);
        Map<String, Object> others = new LinkedHashMap<>();
        token
            .likeliest()
            .forEach(
                other -> others.put(likelihoods.text(other), Likelihoods.finite(other.logprob())));
        texts.add(text);
        logprobs.add(Likelihoods.finite(token.logprob()));
        likeliest.add(others);
        offsets.add(offset);
        offset += text.length();
      }
      return Json.object(
          "tokens",
          texts,
          "token_logprobs",
          logprobs,
          "top_logprobs",
          likeliest,
          "text_offset",
          offsets);
    }
  }
}
