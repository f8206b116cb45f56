package io.llamajar.chat.schema;

import java.util.List;

/**
 * Sorts texts into {@value #COUNT} kinds, so that texts of different kinds are never equal: by the
 * first character after what all of them begin with.
 *
 * @param beginning of all of them
 */
record Kinds(String beginning) {
  static final int COUNT = 7;
  static final Kinds BY_FIRST_CHARACTER = new Kinds("");
  private static final int ASCII = 128;

  static Kinds of(Automaton texts) {
    return new Kinds(texts.commonBeginning());
  }

  /** Those texts that are of a kind. */
  Automaton texts(int kind, Automaton all) {
    Regex start = Regex.literal(beginning);
    CodePoints next = kind == 0 ? CodePoints.BEYOND_ASCII : CodePoints.NONE;
    for (int c = kind; c < ASCII; c += COUNT) {
      next = next.or(CodePoints.of(c));
    }
    Regex texts = new Regex.Sequence(List.of(start, new Regex.One(next), Regex.Repeat.ANYTHING));
    Regex ofKind = kind == 0 ? new Regex.Choice(List.of(start, texts)) : texts;
    return all.and(Nfa.automaton(ofKind));
  }

  /** The kind of a text by its first character. */
  static int ofFirstCharacter(String text) {
    return text.isEmpty() || text.codePointAt(0) >= ASCII ? 0 : text.codePointAt(0) % COUNT;
  }
}
