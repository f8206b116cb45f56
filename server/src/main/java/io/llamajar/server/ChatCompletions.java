package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Model;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.ChatTemplate;
import io.llamajar.chat.Json;
import io.llamajar.chat.jinja.None;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code /v1/chat/completions}: a conversation in, the assistant's next turn out. */
final class ChatCompletions implements Endpoint {
  private static final int MOST_LIKELIEST = 20;

  private final Models models;
  private final RequestLimits limits;

  ChatCompletions(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    CompletionFields wanted = wanted(fields);
    try (Models.Lease lease = models.use(fields.text("model"))) {
      Model model = lease.model();
      ChatTemplate template = lease.template();
      int[] prompt =
          Prompts.chat(
              lease, MessageFields.read(fields, limits), MessageFields.tools(fields), "messages");
      CompletionFields whole = wanted.withOptions(template.withItsStops(wanted.options()));
      List<Generation> all =
          IntStream.range(0, whole.choices())
              .mapToObj(i -> model.generate(prompt, whole.options(i)))
              .toList();
      Shape shape = new Shape(new Likelihoods(model.tokenizer()));
      new CompletionReply(exchange, shape, lease, whole).send(all, 1);
    }
  }

  private CompletionFields wanted(Fields fields) {
    CompletionFields wanted = CompletionFields.read(fields, limits);
    int likeliest = fields.integer("top_logprobs", 0, MOST_LIKELIEST).orElse(0);
    if (fields.flag("logprobs", false)) {
      return wanted.withLogprobs(likeliest);
    }
    if (likeliest > 0) {
      throw ApiException.field("top_logprobs", "top_logprobs needs logprobs; set logprobs to true");
    }
    return wanted;
  }

  private record Shape(Likelihoods likelihoods) implements CompletionShape {
    @Override
    public String prefix() {
      return "chatcmpl-";
    }

    @Override
    public String object() {
      return "chat.completion";
    }

    @Override
    public String chunkObject() {
      return "chat.completion.chunk";
    }

    @Override
    public Map<String, Object> choice(
        int index, String text, Optional<List<TokenLogprob>> logprobs) {
      return Json.object(
          "index",
          index,
          "message",
          Json.object("role", "assistant", "content", text, "refusal", None.NONE),
          "logprobs",
          json(logprobs));
    }

    @Override
    public Optional<Map<String, Object>> opening(int index) {
      return Optional.of(
          delta(index, Json.object("role", "assistant", "content", ""), Optional.empty()));
    }

    @Override
    public Map<String, Object> piece(
        int index, String text, Optional<List<TokenLogprob>> logprobs) {
      return delta(index, Json.object("content", text), logprobs);
    }

    @Override
    public Map<String, Object> ending(int index) {
      return delta(index, Map.of(), Optional.empty());
    }

    private Map<String, Object> delta(
        int index, Map<String, Object> delta, Optional<List<TokenLogprob>> logprobs) {
      return Json.object("index", index, "delta", delta, "logprobs", json(logprobs));
    }

    private Object json(Optional<List<TokenLogprob>> logprobs) {
      return logprobs.<Object>map(likelihoods::ofChat).orElse(None.NONE);
    }
  }
}
