package io.llamajar.chat.schema;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is said about a number.
 *
 * @param whole whether it must have a fraction of zero, or must not
 */
record Numbers(
    Optional<Bound> lower,
    Optional<Bound> upper,
    Optional<Boolean> whole,
    List<Multiple> multiples,
    List<BigDecimal> never,
    boolean isImpossible) {

  /** A smallest or largest number, itself allowed or not. */
  record Bound(BigDecimal value, boolean exclusive) {}

  /** A number that must divide, or must not. */
  record Multiple(BigDecimal of, boolean negated) {}

  static final Numbers ANY =
      new Numbers(
          Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of(), false);
  static final Numbers WHOLE = ANY.withWhole(true);
  static final Numbers BROKEN = ANY.withWhole(false);

  static Numbers atLeast(BigDecimal value, boolean exclusive) {
    Optional<Bound> bound = Optional.of(new Bound(value, exclusive));
    return new Numbers(bound, ANY.upper, ANY.whole, List.of(), List.of(), false);
  }

  static Numbers atMost(BigDecimal value, boolean exclusive) {
    Optional<Bound> bound = Optional.of(new Bound(value, exclusive));
    return new Numbers(ANY.lower, bound, ANY.whole, List.of(), List.of(), false);
  }

  static Numbers multiple(Multiple multiple) {
    return new Numbers(ANY.lower, ANY.upper, ANY.whole, List.of(multiple), List.of(), false);
  }

  static Numbers not(BigDecimal value) {
    return new Numbers(ANY.lower, ANY.upper, ANY.whole, List.of(), List.of(value), false);
  }

  private Numbers withWhole(boolean required) {
    return new Numbers(lower, upper, Optional.of(required), multiples, never, isImpossible);
  }

  Numbers and(Numbers other) {
    if (other.equals(ANY)) {
      return this;
    }
    boolean contradiction =
        whole.isPresent() && other.whole.isPresent() && !whole.equals(other.whole);
    return new Numbers(
        tighter(lower, other.lower, 1),
        tighter(upper, other.upper, -1),
        whole.or(other::whole),
        both(multiples, other.multiples),
        both(never, other.never),
        isImpossible || other.isImpossible || contradiction);
  }

  private static Optional<Bound> tighter(Optional<Bound> a, Optional<Bound> b, int sign) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.or(() -> b);
    }
    int order = sign * a.get().value.compareTo(b.get().value);
    return order > 0 || (order == 0 && a.get().exclusive) ? a : b;
  }

  static <T> List<T> both(List<T> a, List<T> b) {
    List<T> all = new ArrayList<>(a);
    b.stream().filter(item -> !a.contains(item)).forEach(all::add);
    return List.copyOf(all);
  }

  boolean allows(BigDecimal value) {
    return !isImpossible
        && lower.map(bound -> isBeyond(value.compareTo(bound.value), bound)).orElse(true)
        && upper.map(bound -> isBeyond(bound.value.compareTo(value), bound)).orElse(true)
        && whole.map(wanted -> wanted == isMultiple(value, BigDecimal.ONE)).orElse(true)
        && multiples.stream().allMatch(m -> m.negated != isMultiple(value, m.of))
        && never.stream().noneMatch(other -> other.compareTo(value) == 0);
  }

  /** All of them, if they are whole and lie no further apart than that. */
  Optional<List<BigDecimal>> listed(int most) {
    if (lower.isEmpty() || upper.isEmpty() || !whole.orElse(false)) {
      return Optional.empty();
    }
    BigDecimal first = lower.get().value.setScale(0, RoundingMode.CEILING);
    BigDecimal last = upper.get().value.setScale(0, RoundingMode.FLOOR);
    if (last.subtract(first).compareTo(BigDecimal.valueOf(most)) >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.iterate(first, n -> n.compareTo(last) <= 0, n -> n.add(BigDecimal.ONE))
            .filter(this::allows)
            .toList());
  }

  private static boolean isBeyond(int order, Bound bound) {
    return bound.exclusive ? order > 0 : order >= 0;
  }

  private static boolean isMultiple(BigDecimal value, BigDecimal of) {
    return value.remainder(of).signum() == 0;
  }
}
