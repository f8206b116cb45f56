package io.llamajar.chat.schema;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is said about an object.
 *
 * @param layers what the schemas in question say about its members, all to hold
 * @param max the most members, {@link Integer#MAX_VALUE} for any number
 * @param names what the names themselves must fulfil
 */
record Objects(List<Layer> layers, Set<String> required, int min, int max, Goal names) {
  /** Why a schema has names. */
  enum Purpose {
    /** For use: beyond them there are none, unless it says so. */
    DECLARES,
    /** For use, and others too. */
    MENTIONS,
    /** Only to say what they must not be. */
    RESTRICTS
  }

  /**
   * The goals of the members with a name, of those whose name has a pattern, and of all others.
   *
   * @param others empty if nothing is said about them
   */
  record Layer(
      Map<String, Goal> named, List<Patterned> patterned, Optional<Goal> others, Purpose purpose) {
    private boolean declaresSomething() {
      return purpose == Purpose.DECLARES && !(named.isEmpty() && patterned.isEmpty());
    }

    /** The goal of a member that is not named, given the patterns that its name has. */
    Goal at(Set<Patterned> matched) {
      List<Goal> goals = patterned.stream().filter(matched::contains).map(Patterned::goal).toList();
      return goals.isEmpty() ? others.orElse(Goal.ANYTHING) : Goal.all(goals);
    }

    private Goal at(String name) {
      List<Patterned> matched = patterned.stream().filter(p -> p.names.accepts(name)).toList();
      Goal own = named.getOrDefault(name, Goal.ANYTHING);
      return named.containsKey(name)
          ? own.and(Goal.all(matched, Patterned::goal))
          : at(Set.copyOf(matched));
    }
  }

  /** The goal of the members whose name contains a match. */
  record Patterned(Automaton names, Goal goal) {}

  static final Objects ANY = new Objects(List.of(), Set.of(), 0, Integer.MAX_VALUE, Goal.ANYTHING);

  static Objects sized(int min, int max) {
    return new Objects(List.of(), Set.of(), min, max, Goal.ANYTHING);
  }

  static Objects of(Layer layer) {
    return new Objects(List.of(layer), Set.of(), 0, Integer.MAX_VALUE, Goal.ANYTHING);
  }

  /** An object that says of one name only what its value must be, or that it must be absent. */
  static Objects restricted(String name, Goal goal) {
    return of(new Layer(Map.of(name, goal), List.of(), Optional.empty(), Purpose.RESTRICTS));
  }

  /** An object with these members. */
  static Objects requiring(Set<String> names) {
    Map<String, Goal> named = new LinkedHashMap<>();
    names.forEach(name -> named.put(name, Goal.ANYTHING));
    Layer layer = new Layer(named, List.of(), Optional.empty(), Purpose.MENTIONS);
    return new Objects(List.of(layer), names, 0, Integer.MAX_VALUE, Goal.ANYTHING);
  }

  /** An object that has this member, if it is a declared one. */
  static Objects having(String name) {
    return new Objects(List.of(), Set.of(name), 0, Integer.MAX_VALUE, Goal.ANYTHING);
  }

  static Objects named(Goal names) {
    return new Objects(List.of(), Set.of(), 0, Integer.MAX_VALUE, names);
  }

  Objects and(Objects other) {
    if (other.equals(ANY)) {
      return this;
    }
    Set<String> all = new LinkedHashSet<>(required);
    all.addAll(other.required);
    int least = Math.max(min, other.min);
    int most = Math.min(max, other.max);
    List<Layer> both = Numbers.both(layers, other.layers);
    return new Objects(both, all, least, most, names.and(other.names));
  }

  /**
   * Whether members beyond the declared ones may come: where a schema says so, or where none
   * declares any. Left open by omission, a model does better with what is declared.
   */
  boolean isOpen() {
    return layers.stream().anyMatch(layer -> layer.others.isPresent())
        || layers.stream().noneMatch(Layer::declaresSomething);
  }

  /** The names with goals of their own, in the order of the schema. */
  Set<String> declared() {
    boolean open = isOpen();
    Set<String> names = new LinkedHashSet<>();
    for (Layer layer : layers) {
      if (open || layer.purpose != Purpose.RESTRICTS) {
        names.addAll(layer.named.keySet());
      }
    }
    if (open) {
      names.addAll(required);
    }
    return names;
  }

  /** What the member of a name must fulfil. */
  Goal at(String name) {
    return Goal.all(layers, layer -> layer.at(name));
  }
}
