package io.llamajar.server;

import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.chat.Reply;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.server.Blocks.Block;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replies by Anthropic's API: a message of blocks, as a whole or piece by piece.
 *
 * @param stops that the request named; a template may have more
 */
record AnthropicReply(String model, Reply turn, List<String> stops) {

  Map<String, Object> whole(Replies replies) {
    Blocks blocks = new Blocks(Blocks.Sink.NONE);
    replies.forEach((index, event, tokens) -> blocks.accept(event));
    Map<String, Object> message =
        message(blocks.all().stream().<Object>map(AnthropicReply::block).toList());
    message.putAll(end(blocks, false));
    message.put("usage", usage());
    return message;
  }

  void stream(EventStream events, Replies replies) {
    Map<String, Object> message = message(List.of());
    message.put("usage", usage());
    send(events, "message_start", "message", message);
    Blocks blocks = new Blocks(new Sink(events));
    replies.forEach((index, event, tokens) -> blocks.accept(event));
    blocks.end();
    send(events, "message_delta", "delta", end(blocks, blocks.hasBroken()), "usage", usage());
    send(events, "message_stop");
    events.close();
  }

  /** Sends blocks as they come. */
  private record Sink(EventStream events) implements Blocks.Sink {
    @Override
    public void begin(Block block) {
      Map<String, Object> content =
          switch (block.kind()) {
            case TEXT -> text("");
            case THOUGHTS -> thoughts("");
            case CALL -> call(block, Map.of());
          };
      send(events, "content_block_start", "index", block.number(), "content_block", content);
      if (block.number() == 0) {
        send(events, "ping"); // as Anthropic's server does it
      }
    }

    @Override
    public void more(Block block, String text) {
      delta(
          block,
          switch (block.kind()) {
            case TEXT -> Json.object("type", "text_delta", "text", text);
            case THOUGHTS -> Json.object("type", "thinking_delta", "thinking", text);
            case CALL -> Json.object("type", "input_json_delta", "partial_json", text);
          });
    }

    @Override
    public void end(Block block) {
      if (block.kind() == Blocks.Kind.THOUGHTS) {
        delta(block, Json.object("type", "signature_delta", "signature", ""));
      }
      send(events, "content_block_stop", "index", block.number());
    }

    private void delta(Block block, Map<String, Object> delta) {
      send(events, "content_block_delta", "index", block.number(), "delta", delta);
    }
  }

  private static void send(EventStream events, String type, Object... namesAndValues) {
    Map<String, Object> event = Json.object("type", type);
    event.putAll(Json.object(namesAndValues));
    events.send(type, event);
  }

  private Map<String, Object> message(List<Object> content) {
    return Json.object(
        "id",
        Exchange.newId("msg_"),
        "type",
        "message",
        "role",
        "assistant",
        "model",
        model,
        "content",
        content,
        "stop_reason",
        None.NONE,
        "stop_sequence",
        None.NONE);
  }

  private static Map<String, Object> block(Block block) {
    return switch (block.kind()) {
      case TEXT -> text(block.text());
      case THOUGHTS -> thoughts(block.text());
      case CALL -> call(block, Json.parse(block.text()));
    };
  }

  private static Map<String, Object> text(String text) {
    return Json.object("type", "text", "text", text);
  }

  /** The signature is there for services that have to make sure of whose thoughts these are. */
  private static Map<String, Object> thoughts(String text) {
    return Json.object("type", "thinking", "thinking", text, "signature", "");
  }

  private static Map<String, Object> call(Block block, Object input) {
    return Json.object("type", "tool_use", "id", block.id(), "name", block.name(), "input", input);
  }

  /**
   * How it ended.
   *
   * @param cut whether the client knows of a call that is not whole, and must not take it for that
   */
  private Map<String, Object> end(Blocks blocks, boolean cut) {
    Optional<String> stop = turn.generation().stop().filter(stops::contains);
    String reason =
        switch (turn.finish().filter(finish -> !cut).orElse(Finish.LENGTH)) {
          case LENGTH, CONTEXT -> "max_tokens";
          case STOP, END, CANCELLED ->
              blocks.hasCalls() ? "tool_use" : stop.isPresent() ? "stop_sequence" : "end_turn";
        };
    return Json.object(
        "stop_reason", reason, "stop_sequence", stop.<Object>map(s -> s).orElse(None.NONE));
  }

  /** What was read, without what was known; and what was generated. */
  private Map<String, Object> usage() {
    Statistics statistics = turn.statistics();
    return Json.object(
        "input_tokens",
        statistics.promptTokens() - statistics.cachedTokens(),
        "cache_creation_input_tokens",
        0,
        "cache_read_input_tokens",
        statistics.cachedTokens(),
        "output_tokens",
        statistics.generatedTokens());
  }
}
