package io.llamajar.chat.schema;

import java.util.List;

/**
 * What is said about an array.
 *
 * @param layers what the schemas in question say about its items, all to hold
 * @param max the most items, {@link Integer#MAX_VALUE} for any number
 */
record Arrays(List<Layer> layers, int min, int max, List<Contains> contains, boolean unique) {
  /** The goals of the first items, and of all further ones. */
  record Layer(List<Goal> first, Goal rest, boolean saysRest) {
    Goal at(int index) {
      return index < first.size() ? first.get(index) : rest;
    }
  }

  /** How many items must reach a goal. */
  record Contains(Goal goal, Goal opposite, int min, int max) {}

  static final Arrays ANY = new Arrays(List.of(), 0, Integer.MAX_VALUE, List.of(), false);

  static Arrays sized(int min, int max) {
    return new Arrays(List.of(), min, max, List.of(), false);
  }

  static Arrays of(Layer layer) {
    return new Arrays(List.of(layer), 0, Integer.MAX_VALUE, List.of(), false);
  }

  static Arrays of(Contains contains) {
    return new Arrays(List.of(), 0, Integer.MAX_VALUE, List.of(contains), false);
  }

  static Arrays distinct() {
    return new Arrays(List.of(), 0, Integer.MAX_VALUE, List.of(), true);
  }

  Arrays and(Arrays other) {
    if (other.equals(ANY)) {
      return this;
    }
    int least = Math.max(min, other.min);
    int most = Math.min(max, other.max);
    List<Layer> all = Numbers.both(layers, other.layers);
    List<Contains> held = Numbers.both(contains, other.contains);
    return new Arrays(all, least, most, held, unique || other.unique);
  }

  /** How many first items have a goal of their own. */
  int prefix() {
    return layers.stream().mapToInt(layer -> layer.first.size()).max().orElse(0);
  }

  Goal at(int index) {
    return Goal.all(layers, layer -> layer.at(index));
  }
}
