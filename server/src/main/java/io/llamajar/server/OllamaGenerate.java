package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.Json;
import io.llamajar.chat.Message;
import io.llamajar.tokenizer.Role;
import io.llamajar.tokenizer.Specials;
import io.llamajar.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** {@code /api/generate}: a question in, or a text as it is, and how it goes on out. */
final class OllamaGenerate implements Endpoint {
  private static final String PROMPT = "prompt";
  private static final String CONTEXT = "context";

  private final Models models;
  private final RequestLimits limits;

  OllamaGenerate(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    OllamaReply.Clock clock = new OllamaReply.Clock();
    Fields fields = exchange.fields();
    GenerationOptions options = Ollama.options(fields, limits);
    boolean streams = fields.flag("stream", true);
    boolean raw = fields.flag("raw", false);
    Ollama.refuse(
        fields, "template", "a model's own template is used here; leave it out or set raw");
    try (Models.Lease lease = Ollama.model(models, fields)) {
      clock.setOpened();
      OllamaReply reply =
          new OllamaReply(exchange, lease, clock, text -> Json.object("response", text));
      String text = fields.text(PROMPT).orElse("");
      String suffix = fields.text("suffix").orElse("");
      if (text.isEmpty() && suffix.isEmpty()) {
        reply.opened();
        return;
      }
      int[] prompt =
          suffix.isEmpty()
              ? prompt(fields, lease, raw)
              : Infill.of(lease.model().tokenizer()).prompt(text, suffix);
      TokenFields.check(prompt, PROMPT, lease.model());
      GenerationOptions whole = raw ? options : lease.template().withItsStops(options);
      reply.send(lease.model().generate(prompt, whole), streams, !raw);
    }
  }

  private static int[] prompt(Fields fields, Models.Lease lease, boolean raw) {
    String text = fields.requiredText(PROMPT);
    Tokenizer tokenizer = lease.model().tokenizer();
    if (raw) {
      return Prompts.text(text, PROMPT, Specials.ADDED_AND_PARSED, lease.model());
    }
    List<Message> messages = new ArrayList<>();
    fields
        .text("system")
        .filter(system -> !system.isEmpty())
        .ifPresent(system -> messages.add(Message.system(system)));
    messages.add(Message.user(text));
    int[] prompt = Prompts.chat(lease, messages, List.of(), PROMPT);
    int[] before = TokenFields.tokens(fields, CONTEXT, tokenizer);
    return before.length == 0 ? prompt : join(before, prompt, tokenizer);
  }

  /** Goes on after an earlier answer's context; only that has the token that begins a text. */
  private static int[] join(int[] before, int[] prompt, Tokenizer tokenizer) {
    boolean begins = tokenizer.find(Role.BOS).stream().anyMatch(bos -> prompt[0] == bos);
    return IntStream.concat(IntStream.of(before), IntStream.of(prompt).skip(begins ? 1 : 0))
        .toArray();
  }
}
