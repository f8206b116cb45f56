package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Strings.Language;
import java.util.OptionalInt;

/** The machine that knows the strings of which several facts hold. */
final class StringAutomaton {
  private StringAutomaton() {}

  /** Whether it is certain that no string fulfils them. */
  static boolean isNever(Strings strings) {
    if (strings.min() > strings.max()) {
      return true;
    }
    if (strings.languages().isEmpty() || isPlainlyPossible(strings)) {
      return false;
    }
    try {
      return of(strings).isEmpty();
    } catch (PatternException tooLarge) {
      return false;
    }
  }

  /** Whether there is just one pattern, and its shortest text does: so it mostly is. */
  private static boolean isPlainlyPossible(Strings strings) {
    Language first = strings.languages().getFirst();
    long shortest = first.regex().shortest();
    return strings.languages().size() == 1
        && !first.negated()
        && first.regex().isPossible()
        && strings.min() <= shortest
        && shortest <= strings.max();
  }

  static Automaton of(Strings strings) {
    OptionalInt most =
        strings.max() == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(strings.max());
    boolean never = strings.min() > strings.max();
    Regex.One any = new Regex.One(CodePoints.ALL);
    Automaton all =
        Nfa.automaton(never ? Regex.Choice.NEVER : new Regex.Repeat(any, strings.min(), most));
    for (Language language : strings.languages()) {
      Automaton texts = Nfa.automaton(language.regex());
      all = all.and(language.negated() ? texts.not() : texts);
    }
    return all;
  }
}
