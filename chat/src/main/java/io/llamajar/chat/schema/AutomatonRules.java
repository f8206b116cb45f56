package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Automaton.Arrow;
import io.llamajar.chat.schema.Automaton.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes an automaton as rules: one for each state that is reached from several others, the rest
 * inside them.
 */
final class AutomatonRules {
  // So deep do states stand inside each other's rule: whoever reads a grammar may do so
  // recursively.
  private static final int DEEPEST = 12;

  private final Automaton automaton;
  private final Rules rules;
  private final Function<CodePoints, Gbnf> character;
  private final OptionalInt longestLoop;
  private final Map<Integer, Gbnf.Ref> names = new HashMap<>();
  private final Deque<Integer> unwritten = new ArrayDeque<>();
  private final Set<Integer> shared = new HashSet<>();
  private String name = "";

  /**
   * Rules for an automaton, yet to be written.
   *
   * @param character how one character of a set is written
   * @param longestLoop how often a character may repeat where the automaton lets it for ever
   */
  AutomatonRules(
      Automaton automaton,
      Rules rules,
      Function<CodePoints, Gbnf> character,
      OptionalInt longestLoop) {
    this.longestLoop = longestLoop;
    this.automaton = automaton;
    this.rules = rules;
    this.character = character;
    Set<Integer> seen = new HashSet<>(Set.of(0));
    for (int from = 0; from < automaton.states().size(); from++) {
      for (Arrow<Integer> arrow : automaton.states().get(from).arrows()) {
        if (arrow.to() != from && !seen.add(arrow.to())) {
          shared.add(arrow.to());
        }
      }
    }
  }

  /** The texts of the automaton; further rules are named after {@code base}. */
  Gbnf rule(String base) {
    if (automaton.isEmpty()) {
      throw new PatternException("no text fulfils all that is said; correct it");
    }
    name = base;
    Gbnf start = shared.contains(0) ? reference(0) : texts(0, 0);
    while (!unwritten.isEmpty()) {
      int state = unwritten.remove();
      rules.put(reference(state), texts(state, 0));
    }
    return start;
  }

  private Gbnf.Ref reference(int state) {
    return names.computeIfAbsent(
        state,
        key -> {
          unwritten.add(key);
          return rules.name(name + "-" + key);
        });
  }

  /** What may come from a state on: first its loops, then a step elsewhere or the end. */
  private Gbnf texts(int number, int depth) {
    State state = automaton.states().get(number);
    Gbnf loop = Gbnf.Sequence.EMPTY;
    List<Gbnf> steps = new ArrayList<>();
    for (Arrow<Integer> arrow : state.arrows()) {
      if (arrow.to() == number) {
        loop = Gbnf.repeat(character.apply(arrow.on()), 0, longestLoop);
      } else {
        Gbnf rest = rest(arrow.to(), depth + 1);
        steps.add(Gbnf.sequence(character.apply(arrow.on()), rest));
      }
    }
    if (steps.isEmpty()) {
      return loop;
    }
    Gbnf step = Gbnf.choice(steps);
    return Gbnf.sequence(loop, state.accepts() ? Gbnf.optional(step) : step);
  }

  private Gbnf rest(int state, int depth) {
    boolean isEnd = automaton.states().get(state).arrows().isEmpty();
    boolean inside = isEnd || (!shared.contains(state) && depth < DEEPEST);
    return inside ? texts(state, depth) : reference(state);
  }
}
