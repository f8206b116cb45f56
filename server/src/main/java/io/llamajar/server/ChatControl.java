package io.llamajar.server;

import io.llamajar.chat.Reply;
import io.llamajar.chat.template.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code /v1/chat/completions/control}: has a model that thinks come to its answer, while a client
 * reads what it thinks.
 */
final class ChatControl implements Endpoint {
  private final Map<String, List<Reply>> running = new ConcurrentHashMap<>(); // by their ids

  @Override
  public void answer(Exchange exchange) {
    Fields fields = exchange.fields();
    String id = fields.requiredText("id");
    if (fields.choice("action", "reasoning_end").isEmpty()) {
      throw fields.missing("action");
    }
    List<Reply> turns = running.getOrDefault(id, List.of());
    turns.forEach(Reply::endThoughts);
    exchange.reply(
        turns.isEmpty()
            ? Json.object(
                "success", false, "message", "No chat of this id is being answered; look at its id")
            : Json.object("success", true));
  }

  /** Does what has a chat answered, which can be controlled meanwhile. */
  void during(String id, List<Reply> turns, Runnable work) {
    running.put(id, turns);
    try {
      work.run();
    } finally {
      running.remove(id);
    }
  }
}
