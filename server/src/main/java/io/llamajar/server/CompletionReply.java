package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Piece;
import io.llamajar.chat.jinja.None;
import java.util.List;
import java.util.Map;

/** Replies to a plain completion of OpenAI's, at once or as a stream. */
final class CompletionReply {
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
    this.envelope = CompletionEnvelope.ofText(lease.name(), wanted.usage());
  }

  /** Has texts generated and sends them. */
  void send(List<Generation> all) {
    Generations generations = Generations.start(exchange, lease.slots(), all);
    if (wanted.stream()) {
      stream(generations, all);
    } else {
      whole(generations, all);
    }
  }

  private void whole(Generations generations, List<Generation> all) {
    Map<String, Object> reply = shape.whole(envelope, all, generations.whole());
    reply.put("timings", Timings.of(all.getFirst().statistics()));
    exchange.reply(reply);
  }

  private void stream(Generations generations, List<Generation> all) {
    EventStream events = exchange.events();
    for (int i = 0; i < all.size(); i++) {
      shape.opening(i).ifPresent(opening -> events.send(chunk(opening, None.NONE)));
    }
    int[] offsets = shape.echoes().stream().mapToInt(String::length).toArray(); // of next tokens
    generations.forEachPiece(
        new Generations.Reader() {
          @Override
          public void read(int index, Piece piece) {
            events.send(chunk(shape.piece(index, piece, offsets[index]), None.NONE));
            offsets[index] += shape.length(piece.tokens());
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
      Map<String, Object> last = envelope.of(CompletionShape.OBJECT, List.of());
      last.put("usage", shape.usage(all));
      last.put("timings", Timings.of(all.getFirst().statistics()));
      events.send(last);
    }
    events.sendText("[DONE]");
    events.close();
  }

  private Map<String, Object> chunk(Map<String, Object> choice, Object reason) {
    return envelope.chunk(CompletionShape.OBJECT, choice, reason);
  }
}
