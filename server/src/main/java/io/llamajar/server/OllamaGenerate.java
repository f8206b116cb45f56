package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.chat.ChatFormat;
import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.Reply;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.template.Message;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.Offer;
import io.llamajar.tokenizer.Specials;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code /api/generate}: a question in, or a text as it is, and how it goes on out. */
final class OllamaGenerate implements Endpoint {
  private static final String PROMPT = "prompt";
  private static final String CONTEXT = "context";

  private final Models models;
  private final Turns turns;

  OllamaGenerate(Models models, Turns turns) {
    this.models = models;
    this.turns = turns;
  }

  @Override
  public void answer(Exchange exchange) {
    OllamaReply.Clock clock = new OllamaReply.Clock();
    Fields fields = exchange.fields();
    GenerationOptions options = Ollama.options(fields, turns);
    boolean streams = fields.flag("stream", true);
    Ollama.refuse(
        fields, "template", "a model's own template is used here; leave it out or set raw");
    try (Models.Lease lease = Ollama.model(models, fields)) {
      clock.setOpened();
      OllamaReply reply = new OllamaReply(exchange, lease, clock, OllamaGenerate::response);
      String suffix = fields.text("suffix").orElse("");
      if (fields.text(PROMPT).orElse("").isEmpty() && suffix.isEmpty()) {
        reply.opened();
      } else if (fields.flag("raw", false) || !suffix.isEmpty()) {
        int[] prompt = prompt(fields, suffix, lease.model());
        reply.send(lease.model().generate(prompt, options), streams);
      } else {
        answer(fields, reply, options, streams);
      }
    }
  }

  /** Answers a question, which may follow on an earlier answer's context. */
  private void answer(
      Fields fields, OllamaReply reply, GenerationOptions options, boolean streams) {
    Models.Lease lease = reply.lease();
    ChatRequest request = request(fields);
    int[] before = TokenFields.tokens(fields, CONTEXT, lease.model().tokenizer());
    if (before.length == 0) {
      reply.send(Turns.reply(lease, request, options, PROMPT), streams, true);
      return;
    }
    ChatFormat format = lease.format().after(before);
    TokenFields.check(format.tokens(format.render(request)), PROMPT, lease.model());
    reply.send(Reply.to(request, lease.model(), format, options), streams, true);
  }

  private static Map<String, Object> response(AnswerParts said) {
    Map<String, Object> response = Json.object("response", said.content());
    if (!said.reasoning().isEmpty()) {
      response.put("thinking", said.reasoning());
    }
    return response;
  }

  /** A text that is taken as it is, or a gap in one. */
  private static int[] prompt(Fields fields, String suffix, Model model) {
    String text = fields.text(PROMPT).orElse("");
    int[] prompt =
        suffix.isEmpty()
            ? Prompts.text(text, PROMPT, Specials.ADDED_AND_PARSED, model)
            : Infill.of(model.tokenizer()).prompt(text, suffix);
    TokenFields.check(prompt, PROMPT, model);
    return prompt;
  }

  private ChatRequest request(Fields fields) {
    List<Message> messages = new ArrayList<>();
    fields
        .text("system")
        .filter(system -> !system.isEmpty())
        .ifPresent(system -> messages.add(Message.system(system)));
    messages.add(Message.user(fields.requiredText(PROMPT)));
    return Ollama.thinking(fields, turns.request(fields, messages, Offer.NONE));
  }
}
