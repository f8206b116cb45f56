package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Arrays.Contains;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;

/** Takes what is said about an array, gives the rule for it. */
final class ArrayRules {
  // So many optional items stand inside each other in one rule.
  private static final int DEEPEST = 10;

  private final Expansion expansion;
  private final Rules rules;
  private final Function<Goal, Gbnf> reference;

  ArrayRules(Expansion expansion, Rules rules, Function<Goal, Gbnf> reference) {
    this.expansion = expansion;
    this.rules = rules;
    this.reference = reference;
  }

  /** All goals of items. */
  static List<Goal> goals(Arrays arrays) {
    List<Goal> goals = new ArrayList<>();
    for (int i = 0; i <= arrays.prefix(); i++) {
      Goal goal = arrays.at(i);
      goals.add(goal);
      for (Contains contains : arrays.contains()) {
        goals.add(goal.and(contains.goal()));
        if (contains.max() < Integer.MAX_VALUE) {
          goals.add(goal.and(contains.opposite()));
        }
      }
    }
    return goals;
  }

  /** The rule, with items only of goals that are possible; empty if there is no such array. */
  Optional<Gbnf> of(Arrays arrays, String name, Predicate<Goal> possible) {
    int max = arrays.max();
    for (int i = arrays.prefix(); i >= 0; i--) {
      max = possible.test(arrays.at(i)) ? max : Math.min(max, i);
    }
    Arrays sized = arrays.and(Arrays.sized(0, max));
    if (sized.min() > max) {
      return Optional.empty();
    }
    Optional<Gbnf> inner;
    if (sized.unique() && max > 1) {
      inner = new DistinctItems(expansion, rules).rule(sized, name);
    } else if (!sized.contains().isEmpty()) {
      inner = new ContainedItems(rules, reference, possible).rule(sized, name);
    } else {
      inner = Optional.of(items(sized, name));
    }
    return inner.map(items -> Texts.enclosed("[", items, "]", rules));
  }

  private Gbnf items(Arrays arrays, String name) {
    int explicit = Math.min(Math.max(arrays.prefix(), 1), arrays.max());
    Gbnf tail = Gbnf.Sequence.EMPTY;
    if (arrays.max() > explicit) {
      OptionalInt most =
          arrays.max() == Integer.MAX_VALUE
              ? OptionalInt.empty()
              : OptionalInt.of(arrays.max() - explicit);
      Gbnf next = Texts.next(reference.apply(arrays.at(explicit)), rules);
      tail = Repetition.of(next, Math.max(arrays.min() - explicit, 0), most);
    }
    for (int i = explicit - 1; i >= 0; i--) {
      Gbnf item = reference.apply(arrays.at(i));
      tail = Gbnf.sequence(i == 0 ? item : Texts.next(item, rules), tail);
      tail = i >= arrays.min() ? Gbnf.optional(tail) : tail;
      if (i > 0 && i % DEEPEST == 0) {
        tail = rules.add(name + "-from-" + i, tail);
      }
    }
    return tail;
  }
}
