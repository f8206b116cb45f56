package io.llamajar.server;

import io.llamajar.Embedder;
import io.llamajar.EmbeddingOptions;
import io.llamajar.Model;
import io.llamajar.chat.template.Json;
import io.llamajar.tokenizer.Specials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** {@code /api/embed}: texts in, a vector for each out. */
final class OllamaEmbed implements Endpoint {
  private final Models models;
  private final RequestLimits limits;

  OllamaEmbed(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    OllamaReply.Clock clock = new OllamaReply.Clock();
    Fields fields = exchange.fields();
    List<String> texts = fields.texts("input", limits.messages());
    boolean cuts = fields.flag("truncate", true);
    try (Models.Lease lease = Ollama.model(models, fields)) {
      clock.setOpened();
      List<int[]> inputs = new ArrayList<>();
      for (String text : texts) {
        int[] tokens = lease.model().tokenizer().encode(text, Specials.ADDED_AND_PARSED);
        inputs.add(cuts ? cut(tokens, lease.model()) : tokens);
        TokenFields.check(inputs.getLast(), "input", lease.model());
      }
      Embedder embedder = lease.model().embedder();
      List<Object> vectors =
          Embeddings.shortened(
                  fields, exchange.whileThere(embedder::cancel, () -> embedder.embedTokens(inputs)))
              .stream()
              .<Object>map(Embeddings::list)
              .toList();
      Map<String, Object> reply = Json.object("model", lease.name(), "embeddings", vectors);
      clock.tell(reply);
      reply.put("prompt_eval_count", inputs.stream().mapToInt(tokens -> tokens.length).sum());
      exchange.reply(reply);
    }
  }

  /** As much as the model can read; the token that ends a text stays at its end. */
  private static int[] cut(int[] tokens, Model model) {
    int length = model.context();
    if (tokens.length <= length) {
      return tokens;
    }
    int[] cut = Arrays.copyOf(tokens, length);
    int last = tokens[tokens.length - 1];
    if (model.tokenizer().isSpecial(last)) {
      cut[length - 1] = last;
    }
    return cut;
  }

  /** {@code /api/embeddings}: one text in, its vector out, as long as the model makes it. */
  static final class Old implements Endpoint {
    private final Models models;

    Old(Models models) {
      this.models = models;
    }

    @Override
    public void answer(Exchange exchange) {
      Fields fields = exchange.fields();
      String text = fields.text("prompt").orElse("");
      try (Models.Lease lease = Ollama.model(models, fields)) {
        Embedder embedder =
            lease.model().embedder(EmbeddingOptions.defaults().withNormalized(false));
        List<Object> vector =
            text.isEmpty()
                ? List.of()
                : Embeddings.list(
                    exchange.whileThere(embedder::cancel, () -> embedder.embed(text)));
        exchange.reply(Json.object("embedding", vector));
      }
    }
  }
}
