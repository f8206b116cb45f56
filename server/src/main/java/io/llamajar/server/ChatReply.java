package io.llamajar.server;

import io.llamajar.Generation.Finish;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.Reply;
import io.llamajar.chat.jinja.None;
import io.llamajar.chat.template.Json;
import io.llamajar.chat.tools.AnswerEvent;
import java.util.List;
import java.util.Map;

/** Replies to a chat of OpenAI's, at once or as a stream. */
final class ChatReply {
  private final Exchange exchange;
  private final Models.Lease lease;
  private final CompletionFields wanted;
  private final ChatShape shape;
  private final Likelihoods likelihoods;
  private final CompletionEnvelope envelope;

  ChatReply(Exchange exchange, Models.Lease lease, CompletionFields wanted, ChatShape shape) {
    this.exchange = exchange;
    this.lease = lease;
    this.wanted = wanted;
    this.shape = shape;
    this.likelihoods = new Likelihoods(lease.model().tokenizer());
    this.envelope = CompletionEnvelope.ofChat(lease.name(), wanted.usage());
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
    List<Object> logprobs = replies.finish().stream().map(this::json).toList();
    Map<String, Object> reply = shape.whole(envelope, all, logprobs);
    reply.put("timings", Timings.of(all.getFirst().statistics()));
    exchange.reply(reply);
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
            shape
                .delta(event, calls[index] - 1)
                .ifPresent(delta -> events.send(chunk(delta(index, delta, tokens), None.NONE)));
          }

          @Override
          public void end(int index, Finish finish) {
            // What was sent cannot be taken back: the client must not take it for whole.
            String reason =
                withdrawn[index] ? "length" : shape.reason(finish, all.get(index).parts());
            Map<String, Object> end = chunk(delta(index, Map.of(), List.of()), reason);
            if (all.size() == 1 && !wanted.usage()) {
              end.put("timings", Timings.of(all.getFirst().statistics()));
            }
            events.send(end);
          }
        });
    if (wanted.usage()) {
      Map<String, Object> last = envelope.of("chat.completion.chunk", List.of());
      last.put("usage", ChatShape.usage(all));
      last.put("timings", Timings.of(all.getFirst().statistics()));
      events.send(last);
    }
    events.sendText("[DONE]");
    events.close();
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
}
