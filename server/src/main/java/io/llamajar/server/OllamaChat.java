package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.ChatTemplate;
import io.llamajar.chat.Json;

/** {@code /api/chat}: Ollama's way to have a conversation go on. */
final class OllamaChat implements Endpoint {
  private static final String MESSAGES = "messages";

  private final Models models;
  private final RequestLimits limits;

  OllamaChat(Models models, RequestLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  @Override
  public void answer(Exchange exchange) {
    OllamaReply.Clock clock = new OllamaReply.Clock();
    Fields fields = exchange.fields();
    GenerationOptions options = Ollama.options(fields, limits);
    boolean streams = fields.flag("stream", true);
    for (Fields message : fields.objects(MESSAGES, limits.messages())) {
      Ollama.refuse(message, "images", "this server's models read text only; leave out images");
    }
    try (Models.Lease lease = Ollama.model(models, fields)) {
      clock.setOpened();
      OllamaReply reply =
          new OllamaReply(
              exchange,
              lease,
              clock,
              text -> Json.object("message", Json.object("role", "assistant", "content", text)));
      if (fields.list(MESSAGES, limits.messages()).isEmpty()) {
        reply.opened();
        return;
      }
      ChatTemplate template = lease.template();
      int[] prompt =
          Prompts.chat(
              lease, MessageFields.read(fields, limits), MessageFields.tools(fields), MESSAGES);
      reply.send(lease.model().generate(prompt, template.withItsStops(options)), streams, false);
    }
  }
}
