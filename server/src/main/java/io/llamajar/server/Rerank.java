package io.llamajar.server;

import io.llamajar.Reranker;
import io.llamajar.chat.template.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * {@code /v1/rerank}: a query and documents in, how well each answers it out, the best first; as
 * Jina has it, or, if the documents are called {@code texts}, as text-embeddings-inference has it.
 */
final class Rerank implements Endpoint {
  private static final String TEXTS = "texts";

  private final Models models;
  private final RequestLimits limits;

  Rerank(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    String query = fields.requiredText("query");
    boolean bare = fields.has(TEXTS);
    String field = bare ? TEXTS : "documents";
    List<String> documents = documents(fields, field);
    int most = fields.integer("top_n", 1, Integer.MAX_VALUE).orElse(documents.size());
    boolean tells = fields.flag(bare ? "return_text" : "return_documents", false);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      Reranker reranker = lease.model().reranker();
      List<int[]> pairs = documents.stream().map(d -> reranker.pair(query, d)).toList();
      for (int[] pair : pairs) {
        TokenFields.check(pair, field, lease.model());
      }
      float[] scores = // as llama.cpp tells them
          exchange.whileThere(reranker::cancel, () -> reranker.firstLabels(pairs));
      List<Object> results =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -scores[i]))
              .limit(most)
              .<Object>map(i ->
                  result(
                      i, scores[i], bare, tells ? Optional.of(documents.get(i)) : Optional.empty()))
              .toList();
      int tokens = pairs.stream().mapToInt(pair -> pair.length).sum();
      exchange.reply(bare ? results : reply(lease.name(), tokens, results));
    }
  }

  /** Strings, or objects with a text. */
  private List<String> documents(Fields fields, String field) {
    List<Object> documents = fields.list(field, limits.messages());
    if (documents.isEmpty()) {
      throw fields.missing(field);
    }
    return IntStream.range(0, documents.size())
        .mapToObj(i -> {
          String name = "%s[%d]".formatted(fields.name(field), i);
          return documents.get(i) instanceof Map<?, ?> map
              ? Fields.of(map, name).requiredText("text")
              : Fields.text(documents.get(i), name);
        })
        .toList();
  }

  private static Map<String, Object> result(
      int index, float score, boolean bare, Optional<String> text) {
    return bare
        ? Json.object("index", index, "score", score, "text", text)
        : Json.object(
            "index",
            index,
            "relevance_score",
            score,
            "document",
            text.map(t -> Json.object("text", t)));
  }

  private static Map<String, Object> reply(String model, int tokens, List<Object> results) {
    return Json.object(
        "model",
        model,
        "object",
        "list",
        "usage",
        Json.object("prompt_tokens", tokens, "total_tokens", tokens),
        "results",
        results);
  }
}
