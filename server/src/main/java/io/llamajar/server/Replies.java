package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.TokenLogprob;
import io.llamajar.chat.Reply;
import io.llamajar.chat.tools.AnswerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The turns of a model that one request asks for, all thought of at the same time. */
final class Replies {
  private final Exchange exchange;
  private final Slots slots;
  private final List<Reply> all;
  private final List<Generation> first; // of each, by which its place knows it
  private final List<Integer> places; // of each, among the slots

  /** Is told what happens; by several threads, but of one turn by one. */
  interface Reader {
    /**
     * What has become known next of a turn.
     *
     * @param tokens that were said with it, if they are wanted
     */
    void read(int index, AnswerEvent event, List<TokenLogprob> tokens);

    /** A turn has ended. */
    default void end(int index, Finish reason) {}
  }

  private Replies(Exchange exchange, Slots slots, List<Reply> all) {
    this.exchange = exchange;
    this.slots = slots;
    this.all = all;
    this.first = all.stream().map(Reply::generation).toList();
    this.places = first.stream().map(text -> slots.take(text, Generations.ANYWHERE)).toList();
  }

  /**
   * Has turns begin. They are cancelled when the client leaves.
   *
   * @throws io.llamajar.LlamajarException if one cannot be had; then none is
   */
  static Replies start(Exchange exchange, Models.Lease lease, List<Reply> all) {
    Replies replies = new Replies(exchange, lease.slots(), all);
    try {
      all.forEach(Reply::start);
    } catch (RuntimeException e) {
      replies.cancel();
      throw e;
    }
    exchange.onLeave(replies::cancel);
    return replies;
  }

  /** What has ended stays as it is. */
  private void cancel() {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).cancel();
      leavePlace(i);
    }
  }

  private void leavePlace(int index) {
    slots.leave(places.get(index), first.get(index), all.get(index).generation());
  }

  /**
   * Reads all to their ends.
   *
   * @throws GoneException if the client leaves
   */
  void forEach(Reader reader) {
    try {
      Together.run(all.size(), index -> read(index, reader), this::cancel);
    } finally {
      cancel();
    }
  }

  /**
   * Reads all to their ends, with nothing to be told before.
   *
   * @return of each turn the tokens of what was said
   * @throws GoneException if the client leaves
   */
  List<List<TokenLogprob>> finish() {
    List<List<TokenLogprob>> said =
        all.stream().<List<TokenLogprob>>map(reply -> new ArrayList<>()).toList();
    forEach((index, event, tokens) -> said.get(index).addAll(tokens));
    return said;
  }

  private void read(int index, Reader reader) {
    Reply reply = all.get(index);
    List<TokenLogprob> tokens = new ArrayList<>(); // since something was said
    for (Optional<List<AnswerEvent>> next = reply.next(); next.isPresent(); next = reply.next()) {
      tokens.addAll(reply.tokens());
      for (AnswerEvent event : next.get()) {
        boolean says = event instanceof AnswerEvent.Content;
        reader.read(index, event, says ? List.copyOf(tokens) : List.of());
        if (says) {
          tokens.clear(); // they are told
        }
      }
      if (!next.get().isEmpty()) {
        tokens.clear(); // those of thoughts and calls are not
      }
    }
    exchange.checkThere();
    leavePlace(index); // before the client is told, who may ask for it at once
    reader.end(index, reply.finish().orElseThrow());
  }
}
