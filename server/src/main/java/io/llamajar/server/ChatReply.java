package io.llamajar.server;

import io.llamajar.Generation.Finish;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.Json;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.tools.AnswerEvent;
import io.llamajar.chat.tools.AnswerParts;
import io.llamajar.chat.tools.Reply;
import io.llamajar.chat.tools.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replies to a chat of OpenAI's, at once or as a stream. */
final class ChatReply {
  private final Exchange exchange;
  private final Models.Lease lease;
  private final CompletionFields wanted;
  private final Style style;
  private final Likelihoods likelihoods;
  private final CompletionEnvelope envelope;

  /** How calls are told. */
  enum Style {
    TOOLS,
    /** As OpenAI's oldest clients know it, for whom an answer has one call at most. */
    FUNCTIONS
  }

  ChatReply(Exchange exchange, Models.Lease lease, CompletionFields wanted, Style style) {
    this.exchange = exchange;
    this.lease = lease;
    this.wanted = wanted;
    this.style = style;
    this.likelihoods = new Likelihoods(lease.model().tokenizer());
    this.envelope = new CompletionEnvelope("chatcmpl-", lease.name(), wanted.usage());
  }

  /** By which the client knows it. */
  String id() {
    return envelope.id();
  }

  /** Has turns thought of and sends them; all are of the same conversation. */
  void send(List<Reply> all) {
    Replies replies = Replies.start(exchange, lease, all);
    if (wanted.stream()) {
      stream(replies, all);
    } else {
      whole(replies, all);
    }
  }

  private void whole(Replies replies, List<Reply> all) {
    List<List<TokenLogprob>> tokens = replies.finish();
    List<Object> choices = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      choices.add(
          Json.object(
              "index",
              i,
              "message",
              message(all.get(i).parts()),
              "logprobs",
              json(tokens.get(i)),
              "finish_reason",
              reason(all.get(i))));
    }
    Map<String, Object> reply = envelope.of("chat.completion", choices);
    reply.put("usage", usage(all));
    reply.put("timings", Timings.of(all.getFirst().statistics()));
    exchange.reply(reply);
  }

  private Map<String, Object> message(AnswerParts parts) {
    Map<String, Object> message = parts.json();
    message.put("refusal", None.NONE);
    if (style == Style.FUNCTIONS && !parts.calls().isEmpty()) {
      ToolCall call = parts.calls().getFirst();
      message.remove("tool_calls");
      message.put("function_call", function(call.name(), call.arguments()));
    }
    return message;
  }

  private static Map<String, Object> function(String name, String arguments) {
    return Json.object("name", name, "arguments", arguments);
  }

  private void stream(Replies replies, List<Reply> all) {
    EventStream events = exchange.events();
    for (int i = 0; i < all.size(); i++) {
      Map<String, Object> opening = Json.object("role", "assistant", "content", "");
      events.send(chunk(delta(i, opening, List.of()), None.NONE));
    }
    int[] calls = new int[all.size()]; // begun in each
    boolean[] withdrawn = new boolean[all.size()]; // whether one of those was none
    replies.forEach(
        new Replies.Reader() {
          @Override
          public void read(int index, AnswerEvent event, List<TokenLogprob> tokens) {
            calls[index] += event instanceof AnswerEvent.CallBegun ? 1 : 0;
            withdrawn[index] |= event instanceof AnswerEvent.CallBroken;
            delta(event, calls[index] - 1)
                .ifPresent(delta -> events.send(chunk(delta(index, delta, tokens), None.NONE)));
          }

          @Override
          public void end(int index, Finish finish) {
            // What was sent cannot be taken back: the client must not take it for whole.
            String reason = withdrawn[index] ? "length" : reason(all.get(index));
            Map<String, Object> end = chunk(delta(index, Map.of(), List.of()), reason);
            if (all.size() == 1 && !wanted.usage()) {
              end.put("timings", Timings.of(all.getFirst().statistics()));
            }
            events.send(end);
          }
        });
    if (wanted.usage()) {
      Map<String, Object> last = envelope.of("chat.completion.chunk", List.of());
      last.put("usage", usage(all));
      last.put("timings", Timings.of(all.getFirst().statistics()));
      events.send(last);
    }
    events.sendText("[DONE]");
    events.close();
  }

  /**
   * What an event adds to a message.
   *
   * @param call the number of the call that it may be about
   */
  private Optional<Map<String, Object>> delta(AnswerEvent event, int call) {
    return switch (event) {
      case AnswerEvent.Content(String text) -> Optional.of(Json.object("content", text));
      case AnswerEvent.Reasoning(String text) ->
          Optional.of(Json.object("reasoning_content", text));
      case AnswerEvent.CallBegun(int index, String id, String name) ->
          Optional.of(
              call(Json.object("index", call, "id", id, "type", "function"), function(name, "")));
      case AnswerEvent.Arguments(int index, String text) ->
          Optional.of(call(Json.object("index", call), Json.object("arguments", text)));
      case AnswerEvent.CallEnded ended -> Optional.empty();
      case AnswerEvent.CallBroken broken -> Optional.empty();
    };
  }

  private Map<String, Object> call(Map<String, Object> call, Map<String, Object> function) {
    call.put("function", function);
    return style == Style.TOOLS
        ? Json.object("tool_calls", List.of(call))
        : Json.object("function_call", function);
  }

  private Map<String, Object> delta(
      int index, Map<String, Object> delta, List<TokenLogprob> tokens) {
    return Json.object(
        "index", index, "delta", delta, "logprobs", tokens.isEmpty() ? None.NONE : json(tokens));
  }

  private Object json(List<TokenLogprob> tokens) {
    return wanted.options().logprobs().isPresent() ? likelihoods.ofChat(tokens) : None.NONE;
  }

  private Map<String, Object> chunk(Map<String, Object> choice, Object reason) {
    return envelope.chunk("chat.completion.chunk", choice, reason);
  }

  private String reason(Reply reply) {
    String reason = CompletionEnvelope.reason(reply.finish().orElse(Finish.CANCELLED));
    if (!reason.equals("stop") || reply.parts().calls().isEmpty()) {
      return reason;
    }
    return style == Style.TOOLS ? "tool_calls" : "function_call";
  }

  private static Map<String, Object> usage(List<Reply> all) {
    return CompletionEnvelope.usage(
        all.stream().map(Reply::statistics).toList(),
        1,
        all.stream().mapToInt(Reply::reasoningTokens).sum());
  }
}
