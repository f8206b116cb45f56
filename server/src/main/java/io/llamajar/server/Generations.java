package io.llamajar.server;

import io.llamajar.Generation;
import io.llamajar.Generation.Finish;
import io.llamajar.Generation.Piece;
import io.llamajar.GenerationOptions;
import io.llamajar.Model;
import io.llamajar.TokenLogprob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The texts that one request has generated, all at the same time. */
final class Generations {
  /** No place in particular. */
  static final int ANYWHERE = -1;

  private final Exchange exchange;
  private final Slots slots;
  private final List<Generation> all;
  private final List<Integer> places; // of each, among the slots
  private List<LineLimits.Watch> lines;

  /** Is given what is generated; by several threads, but of one text by one. */
  interface Reader {
    /** The next piece of a text. */
    void read(int index, Piece piece);

    /** A text has ended. */
    default void end(int index, Finish reason) {}
  }

  private Generations(Exchange exchange, Slots slots, List<Generation> all, int slot) {
    this.exchange = exchange;
    this.slots = slots;
    this.all = all;
    this.places = all.stream().map(text -> slots.take(text, slot)).toList();
    this.lines = watches(LineLimits.NONE);
  }

  private List<LineLimits.Watch> watches(LineLimits limits) {
    return all.stream().map(text -> new LineLimits.Watch(limits)).toList();
  }

  /**
   * Texts that go on from prompts; none has begun.
   *
   * @param choices how many go on from each
   * @param options of each choice
   * @throws ApiException if they are more than can ever be there at a time
   */
  static List<Generation> of(
      Model model, List<int[]> prompts, int choices, IntFunction<GenerationOptions> options) {
    long count = (long) prompts.size() * choices;
    if (count > model.mostTexts()) {
      throw ApiException.field(
          "prompt",
          "%d texts are asked for at once, %d of each prompt; ask for at most %d"
              .formatted(count, choices, model.mostTexts()));
    }
    return prompts.stream()
        .flatMap(prompt ->
            IntStream.range(0, choices).mapToObj(i -> model.generate(prompt, options.apply(i))))
        .toList();
  }

  /**
   * Has texts begin. They are cancelled when the client leaves.
   *
   * @param slots of their model, where each text has its place
   * @throws io.llamajar.LlamajarException if one cannot be generated; then none is
   */
  static Generations start(Exchange exchange, Slots slots, List<Generation> all) {
    return start(exchange, slots, all, ANYWHERE);
  }

  /**
   * The same.
   *
   * @param slot the number of the place for all; negative for any
   */
  static Generations start(Exchange exchange, Slots slots, List<Generation> all, int slot) {
    Generations generations = new Generations(exchange, slots, all, slot);
    try {
      all.forEach(Generation::start);
    } catch (RuntimeException e) {
      generations.cancel();
      throw e;
    }
    exchange.onLeave(generations::cancel);
    return generations;
  }

  /** The same, but each text ends at some limits too. */
  Generations within(LineLimits limits) {
    lines = watches(limits);
    return this;
  }

  /** What has been seen of a text. */
  LineLimits.Watch lines(int index) {
    return lines.get(index);
  }

  /** The number of the place where a text is. */
  int place(int index) {
    return places.get(index);
  }

  /** What has ended stays as it is. */
  private void cancel() {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).cancel();
      leavePlace(i);
    }
  }

  private void leavePlace(int index) {
    slots.leave(places.get(index), all.get(index), all.get(index));
  }

  /**
   * Reads all to their ends.
   *
   * @throws GoneException if the client leaves
   */
  void forEachPiece(Reader reader) {
    try {
      Together.run(all.size(), index -> read(index, reader), this::cancel);
    } finally {
      cancel();
    }
  }

  /**
   * Each text as one piece.
   *
   * @throws GoneException if the client leaves
   */
  List<Piece> whole() {
    List<StringBuilder> texts = all.stream().map(g -> new StringBuilder()).toList();
    List<List<TokenLogprob>> tokens =
        all.stream().<List<TokenLogprob>>map(g -> new ArrayList<>()).toList();
    forEachPiece((index, piece) -> {
      texts.get(index).append(piece.text());
      tokens.get(index).addAll(piece.tokens());
    });
    return IntStream.range(0, all.size())
        .mapToObj(i -> new Piece(texts.get(i).toString(), tokens.get(i)))
        .toList();
  }

  /**
   * All of the text, if it is only one.
   *
   * @throws GoneException if the client leaves
   */
  String text() {
    return whole().getFirst().text();
  }

  private void read(int index, Reader reader) {
    Generation generation = all.get(index);
    for (Optional<Piece> piece = generation.findNext();
        piece.isPresent();
        piece = generation.findNext()) {
      Piece rest = lines.get(index).accept(piece.get(), generation);
      if (!rest.text().isEmpty()) {
        reader.read(index, rest);
      }
      if (lines.get(index).isOver()) {
        generation.cancel();
      }
    }
    exchange.checkThere();
    leavePlace(index); // before the client is told, who may ask for it at once
    reader.end(index, generation.finish().orElseThrow());
  }
}
