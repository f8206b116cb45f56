package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Arrays.Contains;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Writes arrays some of whose items must reach a goal: a rule for every place and every number of
 * such items before it.
 */
final class ContainedItems {
  private static final int MOST_RULES = 5000;

  private final Rules rules;
  private final Function<Goal, Gbnf> reference;
  private final Predicate<Goal> possible;

  /** Items so far, and how many of them reached the goal; both stop where more say nothing new. */
  private record Place(int items, int reached) {}

  private record Step(Goal goal, Place to) {}

  ContainedItems(Rules rules, Function<Goal, Gbnf> reference, Predicate<Goal> possible) {
    this.rules = rules;
    this.reference = reference;
    this.possible = possible;
  }

  Optional<Gbnf> rule(Arrays arrays, String name) {
    if (arrays.contains().size() > 1) {
      throw new PatternException("it has several contains at once; use one");
    }
    Contains contains = arrays.contains().getFirst();
    List<Place> places = places(arrays, contains);
    Set<Place> alive = alive(places, arrays, contains);
    Place start = places.getFirst();
    if (!alive.contains(start)) {
      return Optional.empty();
    }
    Map<Place, Gbnf.Ref> names = new HashMap<>();
    for (Place place : places) {
      names.put(place, rules.name(name + "-" + place.items + "-" + place.reached));
    }
    for (Place place : places) {
      if (alive.contains(place) && !place.equals(start)) {
        rules.put(names.getOrDefault(place, new Gbnf.Ref(name)), more(place, arrays, alive, names));
      }
    }
    return Optional.of(more(start, arrays, alive, names));
  }

  private List<Place> places(Arrays arrays, Contains contains) {
    List<Place> places = new ArrayList<>(List.of(new Place(0, 0)));
    Set<Place> known = new HashSet<>(places);
    for (int i = 0; i < places.size(); i++) {
      for (Step step : steps(places.get(i), arrays, contains)) {
        if (known.add(step.to)) {
          places.add(step.to);
        }
      }
      if (places.size() > MOST_RULES) {
        throw new PatternException("it has contains in too long an array; lower its limits");
      }
    }
    return places;
  }

  private List<Step> steps(Place place, Arrays arrays, Contains contains) {
    if (place.items == arrays.max()) {
      return List.of();
    }
    boolean endless = arrays.max() == Integer.MAX_VALUE;
    int last = endless ? Math.max(arrays.prefix(), arrays.min()) : arrays.max();
    int items = Math.min(place.items + 1, Math.max(last, 1));
    boolean limited = contains.max() < Integer.MAX_VALUE;
    int reached = place.reached + 1;
    Goal goal = arrays.at(place.items);
    List<Step> steps = new ArrayList<>();
    if (reached <= contains.max()) {
      int counted = limited ? reached : Math.min(reached, contains.min());
      steps.add(new Step(goal.and(contains.goal()), new Place(items, counted)));
    }
    Goal other = limited ? goal.and(contains.opposite()) : goal;
    steps.add(new Step(other, new Place(items, place.reached)));
    return steps.stream().filter(step -> possible.test(step.goal)).toList();
  }

  private static boolean mayEnd(Place place, Arrays arrays) {
    return place.items >= arrays.min() && place.reached >= arrays.contains().getFirst().min();
  }

  /** The places from which an array can be brought to its end. */
  private Set<Place> alive(List<Place> places, Arrays arrays, Contains contains) {
    Set<Place> alive = new HashSet<>();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Place place : places.reversed()) {
        boolean ends =
            mayEnd(place, arrays)
                || steps(place, arrays, contains).stream().anyMatch(s -> alive.contains(s.to));
        grows |= ends && alive.add(place);
      }
    }
    return alive;
  }

  private Gbnf more(Place place, Arrays arrays, Set<Place> alive, Map<Place, Gbnf.Ref> names) {
    List<Gbnf> ways = new ArrayList<>();
    boolean isFirst = place.equals(new Place(0, 0));
    for (Step step : steps(place, arrays, arrays.contains().getFirst())) {
      if (alive.contains(step.to)) {
        Gbnf item = reference.apply(step.goal);
        Gbnf next = isFirst ? item : Texts.next(item, rules);
        Gbnf rest = names.getOrDefault(step.to, new Gbnf.Ref(""));
        ways.add(Gbnf.sequence(next, rest));
      }
    }
    Gbnf some = ways.isEmpty() ? Gbnf.Sequence.EMPTY : Gbnf.choice(ways);
    return mayEnd(place, arrays) ? Gbnf.optional(some) : some;
  }
}
