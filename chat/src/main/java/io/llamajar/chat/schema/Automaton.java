package io.llamajar.chat.schema;

import io.llamajar.chat.schema.CodePoints.Range;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A deterministic machine that reads a text character by character and says whether it belongs.
 *
 * <p>Machines can be intersected, joined and turned round, which grammars cannot: so whatever two
 * keywords say about the same string or number is settled here, and the result is written as rules.
 * State 0 is the first; a character without an arrow ends in failure.
 */
record Automaton(List<State> states) {
  private static final int MOST_STATES = 10_000;

  // Finding equal states takes up to the square of their number.
  private static final int MOST_MERGED = 700;

  /** Where a text may end or not, and where each next character leads. */
  record State(boolean accepts, List<Arrow<Integer>> arrows) {}

  /** On any of these characters to that state; a state's arrows share no character. */
  record Arrow<S>(CodePoints on, S to) {}

  private record Pair(int left, int right) {}

  private static final int LOST = -1;

  /** The machine that visits what is reached from {@code start}. */
  static <S> Automaton explore(
      S start, Predicate<S> accepts, Function<S, List<Arrow<S>>> arrowsOf) {
    Map<S, Integer> numbers = new HashMap<>(Map.of(start, 0));
    Deque<S> open = new ArrayDeque<>(List.of(start));
    List<State> states = new ArrayList<>();
    while (!open.isEmpty()) {
      S state = open.remove();
      Map<Integer, CodePoints> arrows = new TreeMap<>();
      List<Arrow<S>> leaving = arrowsOf.apply(state);
      Effort.add(1 + leaving.size());
      for (Arrow<S> arrow : leaving) {
        Integer known = numbers.putIfAbsent(arrow.to, numbers.size());
        if (known == null) {
          open.add(arrow.to);
        }
        int target = known == null ? numbers.size() - 1 : known;
        arrows.merge(target, arrow.on, CodePoints::or);
      }
      if (numbers.size() > MOST_STATES) {
        throw new PatternException("it needs too large an automaton; simplify it");
      }
      states.add(new State(accepts.test(state), arrows(arrows)));
    }
    return new Automaton(states);
  }

  private static List<Arrow<Integer>> arrows(Map<Integer, CodePoints> byTarget) {
    return byTarget.entrySet().stream()
        .filter(entry -> !entry.getValue().isEmpty())
        .map(entry -> new Arrow<>(entry.getValue(), entry.getKey()))
        .sorted((a, b) -> Integer.compare(a.on.first(), b.on.first()))
        .toList();
  }

  /** The texts that belong to both. */
  Automaton and(Automaton other) {
    return explore(
            new Pair(0, 0),
            pair -> states.get(pair.left).accepts && other.states.get(pair.right).accepts,
            pair -> {
              List<Arrow<Pair>> both = new ArrayList<>();
              Effort.add(
                  (long) states.get(pair.left).arrows.size()
                      * other.states.get(pair.right).arrows.size());
              for (Arrow<Integer> mine : states.get(pair.left).arrows) {
                for (Arrow<Integer> theirs : other.states.get(pair.right).arrows) {
                  CodePoints on = mine.on.and(theirs.on);
                  if (!on.isEmpty()) {
                    both.add(new Arrow<>(on, new Pair(mine.to, theirs.to)));
                  }
                }
              }
              return both;
            })
        .smallest();
  }

  /** The texts that belong to one or both. */
  Automaton or(Automaton other) {
    return not().and(other.not()).not();
  }

  /** The texts that do not belong. */
  Automaton not() {
    return explore(
            0,
            state -> state == LOST || !states.get(state).accepts,
            state -> {
              List<Arrow<Integer>> arrows =
                  new ArrayList<>(state == LOST ? List.of() : states.get(state).arrows);
              CodePoints known =
                  arrows.stream().map(Arrow::on).reduce(CodePoints.NONE, CodePoints::or);
              arrows.add(new Arrow<>(known.complement(), LOST));
              return arrows.stream().filter(arrow -> !arrow.on.isEmpty()).toList();
            })
        .smallest();
  }

  boolean isEmpty() {
    return states.stream().noneMatch(State::accepts);
  }

  boolean accepts(String text) {
    int state = 0;
    for (int c : text.codePoints().toArray()) {
      state = next(state, c);
      if (state == LOST) {
        return false;
      }
    }
    return states.get(state).accepts;
  }

  /** What all texts begin with. */
  String commonBeginning() {
    StringBuilder beginning = new StringBuilder();
    State state = states.getFirst();
    while (!state.accepts && state.arrows.size() == 1 && state.arrows.getFirst().on.isSingle()) {
      beginning.appendCodePoint(state.arrows.getFirst().on.first());
      state = states.get(state.arrows.getFirst().to);
    }
    return beginning.toString();
  }

  /** All texts, shorter ones first, if they are no more than that. */
  Optional<List<String>> texts(int most) {
    record Beginning(int state, String text) {}
    List<String> texts = new ArrayList<>();
    Deque<Beginning> open = new ArrayDeque<>(List.of(new Beginning(0, "")));
    while (!open.isEmpty()) {
      Beginning next = open.remove();
      State state = states.get(next.state);
      if (state.accepts) {
        texts.add(next.text);
      }
      for (Arrow<Integer> arrow : state.arrows) {
        for (CodePoints.Range range : arrow.on.ranges()) {
          // Every beginning can be finished, if only by different texts.
          if (range.last() - range.first() >= most || open.size() > most) {
            return Optional.empty();
          }
          for (int c = range.first(); c <= range.last(); c++) {
            open.add(new Beginning(arrow.to, next.text + Character.toString(c)));
          }
        }
      }
      if (texts.size() > most) {
        return Optional.empty();
      }
    }
    return Optional.of(texts);
  }

  private int next(int state, int c) {
    for (Arrow<Integer> arrow : states.get(state).arrows) {
      if (arrow.on.contains(c)) {
        return arrow.to;
      }
    }
    return LOST;
  }

  /** The same texts with the fewest states, none of them a dead end. */
  Automaton smallest() {
    boolean[] alive = alive();
    if (states.size() > MOST_MERGED) {
      return merged(IntStream.range(0, states.size()).toArray(), alive);
    }
    int[] groups = new int[states.size()];
    int count = 1;
    for (int before = 0; before != count; ) {
      before = count;
      Effort.add(states.size());
      Map<State, Integer> numbers = new HashMap<>();
      int[] finer = new int[groups.length];
      for (int i = 0; i < groups.length; i++) {
        if (alive[i] || i == 0) {
          State seen = grouped(states.get(i), alive, groups);
          finer[i] = numbers.computeIfAbsent(seen, key -> numbers.size());
        }
      }
      groups = finer;
      count = numbers.size();
    }
    return merged(groups, alive);
  }

  private Automaton merged(int[] groups, boolean[] alive) {
    Map<Integer, State> representatives = new HashMap<>();
    for (int i = groups.length - 1; i >= 0; i--) {
      if (alive[i] || i == 0) {
        representatives.put(groups[i], grouped(states.get(i), alive, groups));
      }
    }
    return renumbered(representatives, groups[0]);
  }

  private static Automaton renumbered(Map<Integer, State> states, int start) {
    Map<Integer, Integer> numbers = new HashMap<>(Map.of(start, 0));
    List<Integer> order = new ArrayList<>(List.of(start));
    List<State> renumbered = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      Map<Integer, CodePoints> arrows = new TreeMap<>();
      State state = states.getOrDefault(order.get(i), new State(false, List.of()));
      for (Arrow<Integer> arrow : state.arrows) {
        if (!numbers.containsKey(arrow.to)) {
          numbers.put(arrow.to, order.size());
          order.add(arrow.to);
        }
        arrows.put(numbers.getOrDefault(arrow.to, 0), arrow.on);
      }
      renumbered.add(new State(state.accepts, arrows(arrows)));
    }
    return new Automaton(List.copyOf(renumbered));
  }

  private static State grouped(State state, boolean[] alive, int[] groups) {
    Map<Integer, CodePoints> arrows = new TreeMap<>();
    for (Arrow<Integer> arrow : state.arrows) {
      if (alive[arrow.to]) {
        arrows.merge(groups[arrow.to], arrow.on, CodePoints::or);
      }
    }
    return new State(state.accepts, arrows(arrows));
  }

  /** From which states a text can still come to a good end. */
  private boolean[] alive() {
    boolean[] alive = new boolean[states.size()];
    List<List<Integer>> origins = new ArrayList<>();
    states.forEach(state -> origins.add(new ArrayList<>()));
    Deque<Integer> open = new ArrayDeque<>();
    for (int i = 0; i < alive.length; i++) {
      int from = i;
      states.get(i).arrows.forEach(arrow -> origins.get(arrow.to).add(from));
      if (states.get(i).accepts) {
        open.add(i);
      }
    }
    while (!open.isEmpty()) {
      int state = open.remove();
      if (!alive[state]) {
        alive[state] = true;
        open.addAll(origins.get(state));
      }
    }
    return alive;
  }

  /** The characters that a machine need not tell apart, given what its arrows say. */
  static List<CodePoints> pieces(List<CodePoints> sets) {
    TreeMap<Integer, Boolean> starts = new TreeMap<>();
    CodePoints all = sets.stream().reduce(CodePoints.NONE, CodePoints::or);
    for (CodePoints set : sets) {
      for (Range range : set.ranges()) {
        starts.put(range.first(), true);
        starts.put(range.last() + 1, true);
      }
    }
    List<CodePoints> pieces = new ArrayList<>();
    for (int first : starts.keySet()) {
      Integer end = starts.higherKey(first);
      if (end != null && all.contains(first)) {
        pieces.add(CodePoints.range(first, end - 1));
      }
    }
    return pieces;
  }
}
