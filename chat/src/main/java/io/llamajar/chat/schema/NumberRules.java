package io.llamajar.chat.schema;

import java.util.OptionalInt;

/** Takes what is said about a number, gives the rule for it. */
final class NumberRules {
  private static final int MOST_DIGITS = 15; // as many as a double surely keeps

  private NumberRules() {}

  static Gbnf of(Numbers numbers, String name, Rules rules) {
    if (numbers.equals(Numbers.ANY)) {
      return rules.use(Primitive.NUMBER);
    }
    return numbers.equals(Numbers.WHOLE)
        ? rules.use(Primitive.INTEGER)
        : of(NumberAutomaton.of(numbers), name, rules);
  }

  static Gbnf of(Automaton automaton, String name, Rules rules) {
    return new AutomatonRules(automaton, rules, Gbnf::oneOf, OptionalInt.of(MOST_DIGITS))
        .rule(name);
  }
}
