package io.llamajar.server;

import io.llamajar.Generation.Finish;
import io.llamajar.chat.Reply;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.tools.AnswerEvent;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a model's turns are told in OpenAI's chats. */
enum ChatShape {
  /** Calls are those of tools. */
  TOOLS,
  /** As OpenAI's oldest clients know it, for whom an answer has one call at most: the first. */
  FUNCTIONS;

  /** In the words of the request. */
  static ChatShape of(Fields fields) {
    return ToolFields.isOld(fields) ? FUNCTIONS : TOOLS;
  }

  /**
   * All of a reply.
   *
   * @param all turns, which have ended
   * @param logprobs of each
   */
  Map<String, Object> whole(CompletionEnvelope envelope, List<Reply> all, List<Object> logprobs) {
    List<Object> choices = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Reply turn = all.get(i);
      choices.add(
          Json.object(
              "index",
              i,
              "message",
              message(turn.parts()),
              "logprobs",
              logprobs.get(i),
              "finish_reason",
              reason(turn.finish().orElseThrow(), turn.parts())));
    }
    Map<String, Object> reply = envelope.of("chat.completion", choices);
    reply.put("usage", usage(all));
    return reply;
  }

  private Map<String, Object> message(AnswerParts parts) {
    Map<String, Object> message = parts.json();
    message.put("refusal", None.NONE);
    if (this == FUNCTIONS && !parts.calls().isEmpty()) {
      ToolCall call = parts.calls().getFirst();
      message.remove("tool_calls");
      message.put("function_call", function(call.name(), call.arguments()));
    }
    return message;
  }

  private static Map<String, Object> function(String name, String arguments) {
    return Json.object("name", name, "arguments", arguments);
  }

  /**
   * What an event adds to a message, if anything.
   *
   * @param call the number of the call that it may be about
   */
  Optional<Map<String, Object>> delta(AnswerEvent event, int call) {
    return switch (event) {
      case AnswerEvent.Content(String text) -> Optional.of(Json.object("content", text));
      case AnswerEvent.Reasoning(String text) ->
          Optional.of(Json.object("reasoning_content", text));
      case AnswerEvent.CallBegun(int index, String id, String name) ->
          call(Json.object("index", call, "id", id, "type", "function"), call, function(name, ""));
      case AnswerEvent.Arguments(int index, String text) ->
          call(Json.object("index", call), call, Json.object("arguments", text));
      case AnswerEvent.CallEnded ended -> Optional.empty();
      case AnswerEvent.CallBroken broken -> Optional.empty();
    };
  }

  private Optional<Map<String, Object>> call(
      Map<String, Object> call, int number, Map<String, Object> function) {
    if (this == FUNCTIONS) {
      return number == 0 ? Optional.of(Json.object("function_call", function)) : Optional.empty();
    }
    call.put("function", function);
    return Optional.of(Json.object("tool_calls", List.of(call)));
  }

  /** Why a turn ended. */
  String reason(Finish finish, AnswerParts parts) {
    String reason = CompletionEnvelope.reason(finish);
    if (!reason.equals("stop") || parts.calls().isEmpty()) {
      return reason;
    }
    return this == TOOLS ? "tool_calls" : "function_call";
  }

  /** What turns of the same conversation took. */
  static Map<String, Object> usage(List<Reply> all) {
    return CompletionEnvelope.usage(
        all.stream().map(Reply::statistics).toList(),
        1,
        all.stream().mapToInt(Reply::reasoningTokens).sum());
  }
}
