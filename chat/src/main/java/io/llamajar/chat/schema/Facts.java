package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One way to fulfil a goal, with everything said about each kind of value brought together.
 *
 * @param types the kinds of value that may stand there
 * @param only the values that may, if they are listed
 * @param refusals for a kind of value, what could not be enforced, should it come to that
 */
record Facts(
    Set<Type> types,
    Optional<List<Object>> only,
    Numbers numbers,
    Strings strings,
    Arrays arrays,
    Objects objects,
    Map<Type, Refusal> refusals) {

  /**
   * A keyword that cannot be enforced.
   *
   * @param optional whether the texts in question may be left out instead, for there are others
   */
  record Refusal(String message, boolean optional) {}

  static final Facts ANYTHING =
      new Facts(
          Type.ALL, Optional.empty(), Numbers.ANY, Strings.ANY, Arrays.ANY, Objects.ANY, Map.of());

  static final int MOST_ALTERNATIVES = 400;

  static Facts of(Set<Type> types) {
    return new Facts(
        types, Optional.empty(), Numbers.ANY, Strings.ANY, Arrays.ANY, Objects.ANY, Map.of());
  }

  static Facts of(Type type) {
    return of(Set.of(type));
  }

  Facts withOnly(List<Object> values) {
    return new Facts(types, Optional.of(values), numbers, strings, arrays, objects, refusals);
  }

  Facts with(Numbers changed) {
    return new Facts(types, only, changed, strings, arrays, objects, refusals);
  }

  Facts with(Strings changed) {
    return new Facts(types, only, numbers, changed, arrays, objects, refusals);
  }

  Facts with(Arrays changed) {
    return new Facts(types, only, numbers, strings, changed, objects, refusals);
  }

  Facts with(Objects changed) {
    return new Facts(types, only, numbers, strings, arrays, changed, refusals);
  }

  Facts refusing(Type type, Refusal refusal) {
    Map<Type, Refusal> more = new HashMap<>(refusals);
    more.put(type, refusal);
    return new Facts(types, only, numbers, strings, arrays, objects, Map.copyOf(more));
  }

  /** Both at once; the other itself where one says nothing, so that equal ways share a rule. */
  Facts and(Facts other) {
    if (equals(ANYTHING) || equals(other)) {
      return other;
    }
    if (other.equals(ANYTHING)) {
      return this;
    }
    Set<Type> common = EnumSet.noneOf(Type.class);
    common.addAll(types);
    common.retainAll(other.types);
    Map<Type, Refusal> both = new HashMap<>(other.refusals);
    both.putAll(refusals);
    return new Facts(
        common,
        only.map(values -> Values.common(values, other.only)).or(other::only),
        numbers.and(other.numbers),
        strings.and(other.strings),
        arrays.and(other.arrays),
        objects.and(other.objects),
        Map.copyOf(both));
  }

  /** Every way of the one with every way of the other, without those that contradict at once. */
  static List<Facts> and(List<Facts> left, List<Facts> right) {
    List<Facts> both = new ArrayList<>();
    for (Facts a : left) {
      for (Facts b : right) {
        Facts facts = a.and(b);
        if (!facts.types.isEmpty() && !facts.only.filter(List::isEmpty).isPresent()) {
          both.add(facts);
        }
      }
    }
    return List.copyOf(both);
  }
}
