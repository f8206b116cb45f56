package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Statistics;
import io.llamajar.GenerationOptions;
import io.llamajar.chat.Json;
import io.llamajar.chat.jinja.None;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replies by OpenAI's newer API: one message of one text, as a whole or as numbered events. */
final class ResponseReply {
  private final Fields request;
  private final String model;
  private final GenerationOptions options;
  private final Generation generation;
  private final String id = Exchange.newId("resp_");
  private final String messageId = Exchange.newId("msg_");
  private final long created = System.currentTimeMillis() / 1000;

  ResponseReply(Fields request, String model, GenerationOptions options, Generation generation) {
    this.request = request;
    this.model = model;
    this.options = options;
    this.generation = generation;
  }

  Map<String, Object> whole(String text) {
    return response(status(), List.of(message(status(), List.of(part(text)))));
  }

  void stream(EventStream events, Generations generations) {
    String running = "in_progress";
    send(events, "response.created", "response", response(running, List.of()));
    send(events, "response.in_progress", "response", response(running, List.of()));
    send(
        events,
        "response.output_item.added",
        "output_index",
        0,
        "item",
        message(running, List.of()));
    sendOfText(events, "response.content_part.added", "part", part(""));
    StringBuilder text = new StringBuilder();
    generations.forEachPiece((index, piece) -> {
      text.append(piece.text());
      sendOfText(
          events, "response.output_text.delta", "delta", piece.text(), "logprobs", List.of());
    });
    end(events, text.toString());
  }

  private void end(EventStream events, String text) {
    sendOfText(events, "response.output_text.done", "text", text, "logprobs", List.of());
    sendOfText(events, "response.content_part.done", "part", part(text));
    send(
        events,
        "response.output_item.done",
        "output_index",
        0,
        "item",
        message(status(), List.of(part(text))));
    send(events, "response." + status(), "response", whole(text));
    events.close();
  }

  /** An event that is about the text. */
  private void sendOfText(EventStream events, String type, Object... namesAndValues) {
    Map<String, Object> event =
        Json.object("item_id", messageId, "output_index", 0, "content_index", 0);
    event.putAll(Json.object(namesAndValues));
    send(events, type, event);
  }

  private void send(EventStream events, String type, Object... namesAndValues) {
    send(events, type, Json.object(namesAndValues));
  }

  private void send(EventStream events, String type, Map<String, Object> content) {
    Map<String, Object> event = Json.object("type", type, "sequence_number", events.sent());
    event.putAll(content);
    events.send(type, event);
  }

  private String status() {
    return wasCut() ? "incomplete" : "completed";
  }

  private boolean wasCut() {
    Optional<Finish> finish = generation.finish();
    return finish.equals(Optional.of(Finish.LENGTH)) || finish.equals(Optional.of(Finish.CONTEXT));
  }

  private Map<String, Object> message(String status, List<Object> content) {
    return Json.object(
        "id",
        messageId,
        "type",
        "message",
        "status",
        status,
        "role",
        "assistant",
        "content",
        content);
  }

  private static Map<String, Object> part(String text) {
    return Json.object(
        "type", "output_text", "text", text, "annotations", List.of(), "logprobs", List.of());
  }

  private Map<String, Object> response(String status, List<Object> output) {
    boolean ended = !output.isEmpty();
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
            ended && wasCut() ? Json.object("reason", "max_output_tokens") : None.NONE,
            "model",
            model,
            "output",
            output,
            "usage",
            ended ? usage() : None.NONE);
    response.putAll(settings());
    return response;
  }

  /** What was asked for. */
  private Map<String, Object> settings() {
    return Json.object(
        "instructions",
        asSent("instructions", None.NONE),
        "max_output_tokens",
        asSent("max_output_tokens", None.NONE),
        "metadata",
        asSent("metadata", Map.of()),
        "parallel_tool_calls",
        true,
        "previous_response_id",
        None.NONE,
        "reasoning",
        Json.object("effort", None.NONE, "summary", None.NONE),
        "store",
        false,
        "temperature",
        options.sampling().warmth().temperature(),
        "text",
        Json.object("format", Json.object("type", "text")),
        "tool_choice",
        asSent("tool_choice", "auto"),
        "tools",
        asSent("tools", List.of()),
        "top_p",
        options.sampling().cuts().topP(),
        "truncation",
        "disabled");
  }

  private Object asSent(String field, Object otherwise) {
    return request.value(field).orElse(otherwise);
  }

  private Map<String, Object> usage() {
    Statistics statistics = generation.statistics();
    return Json.object(
        "input_tokens",
        statistics.promptTokens(),
        "input_tokens_details",
        Json.object("cached_tokens", statistics.cachedTokens(), "cache_write_tokens", 0),
        "output_tokens",
        statistics.generatedTokens(),
        "output_tokens_details",
        Json.object("reasoning_tokens", 0),
        "total_tokens",
        statistics.promptTokens() + statistics.generatedTokens());
  }
}
