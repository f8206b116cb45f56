package io.llamajar.chat.schema;

import java.util.OptionalInt;

/** Counts that stay small for whoever reads the grammar: a large one is a count of counts. */
final class Repetition {
  /** As many as llama.cpp takes in one count, and with room to spare. */
  private static final int LARGEST = 1000;

  private Repetition() {}

  /**
   * So many of a piece.
   *
   * @param max the most; beyond a million it is a million, beyond a thousand a round number below
   */
  static Gbnf of(Gbnf piece, int min, OptionalInt max) {
    if (max.isEmpty()) {
      return min <= LARGEST
          ? Gbnf.repeat(piece, min, max)
          : Gbnf.sequence(exactly(piece, min), Gbnf.repeat(piece, 0, max));
    }
    int most = max.getAsInt();
    if (most <= LARGEST) {
      return Gbnf.repeat(piece, min, max);
    }
    int more = most - min;
    if (more <= LARGEST) {
      return Gbnf.sequence(exactly(piece, min), Gbnf.repeat(piece, 0, OptionalInt.of(more)));
    }
    int blocks = Math.min(more / LARGEST, LARGEST);
    return Gbnf.sequence(
        exactly(piece, min),
        Gbnf.repeat(exactly(piece, LARGEST), 0, OptionalInt.of(blocks - 1)),
        Gbnf.repeat(piece, 0, OptionalInt.of(LARGEST)));
  }

  private static Gbnf exactly(Gbnf piece, int count) {
    int blocks = count / LARGEST;
    int rest = count % LARGEST;
    if (blocks > LARGEST) {
      throw new PatternException("it asks for more than a million; ask for fewer");
    }
    Gbnf block = Gbnf.repeat(piece, LARGEST, OptionalInt.of(LARGEST));
    Gbnf many =
        blocks == 0 ? Gbnf.Sequence.EMPTY : Gbnf.repeat(block, blocks, OptionalInt.of(blocks));
    Gbnf few = rest == 0 ? Gbnf.Sequence.EMPTY : Gbnf.repeat(piece, rest, OptionalInt.of(rest));
    return Gbnf.sequence(many, few);
  }
}
