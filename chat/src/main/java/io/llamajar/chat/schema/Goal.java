package io.llamajar.chat.schema;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What a value must fulfil: all of these terms; of none, anything does. */
record Goal(Set<Term> terms) {
  static final Goal ANYTHING = new Goal(Set.of());

  static Goal of(Term term) {
    return isTrivial(term) ? ANYTHING : new Goal(Set.of(term));
  }

  /** All goals at once. */
  static Goal all(List<Goal> goals) {
    Set<Term> terms = new LinkedHashSet<>();
    goals.forEach(goal -> terms.addAll(goal.terms));
    return new Goal(terms);
  }

  /** What each of {@code layers} asks of the same value. */
  static <T> Goal all(List<T> layers, Function<T, Goal> asks) {
    return all(layers.stream().map(asks).toList());
  }

  Goal and(Goal other) {
    return all(List.of(this, other));
  }

  private static boolean isTrivial(Term term) {
    return term.schema().equals(!term.isNegated());
  }
}
