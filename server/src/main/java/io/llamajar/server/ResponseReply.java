package io.llamajar.server;

import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.chat.Reply;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.server.Blocks.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Replies by OpenAI's newer API: a list of thoughts, texts and calls, as a whole or as numbered
 * events.
 */
final class ResponseReply {
  private final ResponseSettings settings;
  private final Reply turn;
  private final String id = Exchange.newId("resp_");
  private final long created = System.currentTimeMillis() / 1000;

  ResponseReply(ResponseSettings settings, Reply turn) {
    this.settings = settings;
    this.turn = turn;
  }

  Map<String, Object> whole(Replies replies) {
    ResponseItems items = new ResponseItems(id);
    Blocks blocks = new Blocks(Blocks.Sink.NONE);
    replies.forEach((index, event, tokens) -> blocks.accept(event));
    return ended(items, blocks.all());
  }

  void stream(EventStream events, Replies replies) {
    ResponseItems items = new ResponseItems(id);
    send(events, "response.created", "response", response("in_progress", List.of()));
    send(events, "response.in_progress", "response", response("in_progress", List.of()));
    Sink sink = new Sink(events, items);
    Blocks blocks = new Blocks(sink);
    replies.forEach((index, event, tokens) -> blocks.accept(event));
    sink.setLast(status(wasCut()));
    blocks.end();
    // The client knows of calls that turned out to be none, and must not take them for whole.
    Map<String, Object> response = ended(items, blocks.told());
    send(events, "response." + response.get("status"), "response", response);
    events.close();
  }

  /** Sends blocks as they come, each as an item with parts. */
  private static final class Sink implements Blocks.Sink {
    private final EventStream events;
    private final ResponseItems items;
    private String status = status(false); // of blocks that end

    private Sink(EventStream events, ResponseItems items) {
      this.events = events;
      this.items = items;
    }

    /** The block that is there yet was cut off, perhaps. */
    private void setLast(String last) {
      status = last;
    }

    @Override
    public void begin(Block block) {
      sendItem("response.output_item.added", block, items.begun(block));
      if (block.kind() != Blocks.Kind.CALL) {
        ofPart("response.content_part.added", block, "part", items.part(block, ""));
      }
    }

    @Override
    public void more(Block block, String text) {
      switch (block.kind()) {
        case TEXT ->
            ofPart("response.output_text.delta", block, "delta", text, "logprobs", List.of());
        case THOUGHTS -> ofPart("response.reasoning_text.delta", block, "delta", text);
        case CALL -> ofCall("response.function_call_arguments.delta", block, "delta", text);
      }
    }

    @Override
    public void end(Block block) {
      String text = block.text();
      switch (block.kind()) {
        case TEXT ->
            ofPart("response.output_text.done", block, "text", text, "logprobs", List.of());
        case THOUGHTS -> ofPart("response.reasoning_text.done", block, "text", text);
        case CALL ->
            ofCall(
                "response.function_call_arguments.done",
                block,
                "arguments",
                text,
                "name",
                block.name());
      }
      if (block.kind() != Blocks.Kind.CALL) {
        ofPart("response.content_part.done", block, "part", items.part(block, text));
      }
      String ended = block.isBroken() ? status(true) : status;
      sendItem("response.output_item.done", block, items.item(block, ended));
    }

    private void sendItem(String type, Block block, Map<String, Object> item) {
      send(events, type, "output_index", block.number(), "item", item);
    }

    private void ofCall(String type, Block block, Object... namesAndValues) {
      Map<String, Object> event = ofItem(block);
      event.putAll(Json.object(namesAndValues));
      send(events, type, event);
    }

    private Map<String, Object> ofItem(Block block) {
      return Json.object("item_id", items.id(block), "output_index", block.number());
    }

    private void ofPart(String type, Block block, Object... namesAndValues) {
      Map<String, Object> event = ofItem(block);
      event.put("content_index", 0);
      event.putAll(Json.object(namesAndValues));
      send(events, type, event);
    }
  }

  private static void send(EventStream events, String type, Object... namesAndValues) {
    send(events, type, Json.object(namesAndValues));
  }

  private static void send(EventStream events, String type, Map<String, Object> content) {
    Map<String, Object> event = Json.object("type", type, "sequence_number", events.sent());
    event.putAll(content);
    events.send(type, event);
  }

  private boolean wasCut() {
    return turn.finish().filter(f -> f == Finish.LENGTH || f == Finish.CONTEXT).isPresent();
  }

  private static String status(boolean isCut) {
    return isCut ? "incomplete" : "completed";
  }

  private Map<String, Object> ended(ResponseItems items, List<Block> blocks) {
    boolean wasCut = wasCut();
    List<Object> output = new ArrayList<>();
    for (Block block : blocks) {
      boolean isLast = block == blocks.getLast() && block.kind() != Blocks.Kind.CALL;
      output.add(items.item(block, status(isLast ? wasCut : block.isBroken())));
    }
    boolean isCut = wasCut || blocks.stream().anyMatch(Block::isBroken);
    Map<String, Object> response = response(status(isCut), output);
    response.put(
        "incomplete_details", isCut ? Json.object("reason", "max_output_tokens") : None.NONE);
    response.put("usage", usage());
    return response;
  }

  private Map<String, Object> response(String status, List<Object> output) {
    Map<String, Object> response =
        Json.object(
            "id",
            id,
            "object",
            "response",
            "created_at",
            created,
            "status",
            status,
            "error",
            None.NONE,
            "incomplete_details",
            None.NONE,
            "model",
            settings.model(),
            "output",
            output,
            "usage",
            None.NONE);
    response.putAll(settings.told());
    return response;
  }

  private Map<String, Object> usage() {
    Statistics statistics = turn.statistics();
    return Json.object(
        "input_tokens",
        statistics.promptTokens(),
        "input_tokens_details",
        Json.object("cached_tokens", statistics.cachedTokens(), "cache_write_tokens", 0),
        "output_tokens",
        statistics.generatedTokens(),
        "output_tokens_details",
        Json.object("reasoning_tokens", turn.reasoningTokens()),
        "total_tokens",
        statistics.promptTokens() + statistics.generatedTokens());
  }
}
