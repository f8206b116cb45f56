package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Piece;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.jinja.None;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Replies to a plain completion of OpenAI's, at once or as a stream. */
final class CompletionReply {
  private static final String OBJECT = "text_completion";

  private final Exchange exchange;
  private final CompletionShape shape;
  private final Models.Lease lease;
  private final CompletionFields wanted;
  private final CompletionEnvelope envelope;

  CompletionReply(
      Exchange exchange, CompletionShape shape, Models.Lease lease, CompletionFields wanted) {
    this.exchange = exchange;
    this.shape = shape;
    this.lease = lease;
    this.wanted = wanted;
    this.envelope = new CompletionEnvelope("cmpl-", lease.name(), wanted.usage());
  }

  /**
   * Has texts generated and sends them.
   *
   * @param prompts how many different prompts they have; each has the same number of texts
   */
  void send(List<Generation> all, int prompts) {
    Generations generations = Generations.start(exchange, lease.slots(), all);
    if (wanted.stream()) {
      stream(generations, all, prompts);
    } else {
      whole(generations, all, prompts);
    }
  }

  private void whole(Generations generations, List<Generation> all, int prompts) {
    List<Piece> texts = generations.whole();
    List<Object> choices = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Map<String, Object> choice =
          shape.choice(i, texts.get(i).text(), logprobs(texts.get(i).tokens()));
      choice.put("finish_reason", CompletionEnvelope.reason(all.get(i).finish().orElseThrow()));
      choices.add(choice);
    }
    Map<String, Object> reply = envelope.of(OBJECT, choices);
    reply.put("usage", usage(all, prompts));
    reply.put("timings", Timings.of(all.getFirst().statistics()));
    exchange.reply(reply);
  }

  private void stream(Generations generations, List<Generation> all, int prompts) {
    EventStream events = exchange.events();
    for (int i = 0; i < all.size(); i++) {
      shape.opening(i).ifPresent(opening -> events.send(chunk(opening, None.NONE)));
    }
    generations.forEachPiece(
        new Generations.Reader() {
          @Override
          public void read(int index, Piece piece) {
            events.send(
                chunk(shape.piece(index, piece.text(), logprobs(piece.tokens())), None.NONE));
          }

          @Override
          public void end(int index, Finish reason) {
            Map<String, Object> end = chunk(shape.ending(index), CompletionEnvelope.reason(reason));
            if (all.size() == 1 && !wanted.usage()) {
              end.put("timings", Timings.of(all.getFirst().statistics()));
            }
            events.send(end);
          }
        });
    if (wanted.usage()) {
      Map<String, Object> last = envelope.of(OBJECT, List.of());
      last.put("usage", usage(all, prompts));
      last.put("timings", Timings.of(all.getFirst().statistics()));
      events.send(last);
    }
    events.sendText("[DONE]");
    events.close();
  }

  private Map<String, Object> chunk(Map<String, Object> choice, Object reason) {
    return envelope.chunk(OBJECT, choice, reason);
  }

  private Optional<List<TokenLogprob>> logprobs(List<TokenLogprob> tokens) {
    return wanted.options().logprobs().isPresent() ? Optional.of(tokens) : Optional.empty();
  }

  private static Map<String, Object> usage(List<Generation> all, int prompts) {
    return CompletionEnvelope.usage(all.stream().map(Generation::statistics).toList(), prompts, 0);
  }
}
