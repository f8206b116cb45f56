package io.llamajar.server;

import io.llamajar.GenerationOptions;
import io.llamajar.chat.ChatRequest;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.tools.AnswerParts;
import java.util.Map;

/** {@code /api/chat}: Ollama's way to have a conversation go on. */
final class OllamaChat implements Endpoint {
  private static final String MESSAGES = "messages";

  private final Models models;
  private final Turns turns;

  OllamaChat(Models models, Turns turns) {
    this.models = models;
    this.turns = turns;
  }

  @Override
  public void answer(Exchange exchange) {
    OllamaReply.Clock clock = new OllamaReply.Clock();
    Fields fields = exchange.fields();
    GenerationOptions options = Ollama.options(fields, turns);
    boolean streams = fields.flag("stream", true);
    for (Fields message : fields.objects(MESSAGES, turns.limits().messages())) {
      Ollama.refuse(message, "images", "this server's models read text only; leave out images");
    }
    try (Models.Lease lease = Ollama.model(models, fields)) {
      clock.setOpened();
      OllamaReply reply = new OllamaReply(exchange, lease, clock, OllamaChat::message);
      if (fields.list(MESSAGES, turns.limits().messages()).isEmpty()) {
        reply.opened();
        return;
      }
      ChatRequest request = Ollama.thinking(fields, ChatCompletions.request(fields, turns));
      reply.send(Turns.reply(lease, request, options, MESSAGES), streams, false);
    }
  }

  private static Map<String, Object> message(AnswerParts said) {
    Map<String, Object> message = Json.object("role", "assistant", "content", said.content());
    if (!said.reasoning().isEmpty()) {
      message.put("thinking", said.reasoning());
    }
    if (!said.calls().isEmpty()) {
      message.put("tool_calls", OllamaReply.calls(said));
    }
    return Json.object("message", message);
  }
}
