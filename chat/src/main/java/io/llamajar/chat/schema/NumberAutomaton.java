package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Automaton.Arrow;
import io.llamajar.chat.schema.Numbers.Multiple;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Machines that read a number digit by digit and know how it compares, or what it leaves divided.
 *
 * <p>The numbers are plain decimals, {@code -12.50}: with an exponent the size of a number shows
 * only at its end.
 */
final class NumberAutomaton {
  private static final String DIGITS = "0123456789";
  private static final int LARGEST_DIVISOR = 3000;

  private static final Regex PLAIN = pattern("-?(0|[1-9]\\d*)(\\.\\d+)?");
  private static final Regex WHOLE = pattern("-?(0|[1-9]\\d*)");
  private static final Regex BROKEN = pattern("-?(0|[1-9]\\d*)\\.\\d*[1-9]\\d*");

  private NumberAutomaton() {}

  private static Regex pattern(String pattern) {
    return Anchors.wholeText(RegexParser.parse("^" + pattern + "$"));
  }

  /** The numbers of which all these facts hold. */
  static Automaton of(Numbers numbers) {
    Automaton all =
        Nfa.automaton(
            numbers.isImpossible()
                ? Regex.Choice.NEVER
                : numbers.whole().map(whole -> whole ? WHOLE : BROKEN).orElse(PLAIN));
    if (numbers.lower().isPresent()) {
      boolean exclusive = numbers.lower().get().exclusive();
      BigDecimal bound = numbers.lower().get().value();
      all = all.and(compared(bound, order -> exclusive ? order > 0 : order >= 0));
    }
    if (numbers.upper().isPresent()) {
      boolean exclusive = numbers.upper().get().exclusive();
      BigDecimal bound = numbers.upper().get().value();
      all = all.and(compared(bound, order -> exclusive ? order < 0 : order <= 0));
    }
    for (Multiple multiple : numbers.multiples()) {
      Automaton multiples = multiples(multiple.of());
      all = all.and(multiple.negated() ? multiples.not() : multiples);
    }
    for (BigDecimal never : numbers.never()) {
      all = all.and(compared(never, order -> order != 0));
    }
    return all;
  }

  /**
   * A number as far as it is read, against another one: the first digit that differs decides,
   * unless one turns out to have more digits before its point.
   *
   * @param sign -1 after a minus, 1 after a digit, 0 before both
   * @param read digits read, before the point or after it
   * @param order of these digits against the other's
   */
  private record Comparison(int sign, boolean inFraction, int read, int order) {}

  /** The numbers that compare to {@code other} as wanted: below -1, equal 0, above 1. */
  private static Automaton compared(BigDecimal other, IntPredicate wanted) {
    String[] parts = other.abs().toPlainString().split("\\.");
    String whole = parts[0];
    String fraction = parts.length > 1 ? parts[1].replaceFirst("0+$", "") : "";
    return Automaton.explore(
        new Comparison(0, false, 0, 0),
        state -> {
          int size = sizeOrder(state, whole);
          boolean misses = size == 0 && (state.inFraction ? state.read : 0) < fraction.length();
          int order = misses ? -1 : size;
          boolean sameSign = other.signum() == 0 || other.signum() == state.sign;
          return wanted.test(sameSign ? state.sign * order : state.sign);
        },
        state -> {
          List<Arrow<Comparison>> arrows = new ArrayList<>();
          if (state.sign == 0) {
            arrows.add(on('-', new Comparison(-1, false, 0, 0)));
          }
          if (!state.inFraction) {
            Comparison point = new Comparison(state.sign, true, 0, sizeOrder(state, whole));
            arrows.add(on('.', point));
          }
          for (int digit = 0; digit < 10; digit++) {
            String digits = state.inFraction ? fraction : whole;
            arrows.add(on(DIGITS.charAt(digit), next(state, digit, digits)));
          }
          return arrows;
        });
  }

  private static Comparison next(Comparison state, int digit, String digits) {
    int sign = state.sign == 0 ? 1 : state.sign;
    boolean longer = state.read >= digits.length();
    int other = longer ? 0 : digits.charAt(state.read) - '0';
    int read = Math.min(state.read + 1, state.inFraction ? digits.length() : digits.length() + 1);
    int order = state.order != 0 ? state.order : Integer.compare(digit, other);
    if (state.inFraction) {
      return new Comparison(sign, true, order == 0 ? read : 0, order);
    }
    return new Comparison(sign, false, read, longer ? 1 : order);
  }

  /** The order by what stands before the point; in a fraction it is part of the order already. */
  private static int sizeOrder(Comparison state, String whole) {
    if (state.inFraction || state.read == whole.length()) {
      return state.order;
    }
    return Integer.compare(state.read, whole.length());
  }

  /**
   * What a number, counted in units of the divisor's last digit, leaves divided by it.
   *
   * @param missing digits after the point that are still to come, down to that unit
   */
  private record Division(int rest, boolean inFraction, int missing) {}

  private static Automaton multiples(BigDecimal divisor) {
    BigDecimal unit = divisor.stripTrailingZeros();
    int places = Math.max(unit.scale(), 0);
    BigDecimal count = unit.movePointRight(places);
    if (count.compareTo(BigDecimal.valueOf(LARGEST_DIVISOR)) > 0) {
      throw new PatternException(
          "its multipleOf has more than %d steps; use a rounder one".formatted(LARGEST_DIVISOR));
    }
    int modulus = count.intValueExact();
    return Automaton.explore(
        new Division(0, false, places),
        state -> {
          int rest = state.rest;
          for (int i = 0; i < state.missing; i++) {
            rest = rest * 10 % modulus;
          }
          return rest == 0;
        },
        state -> {
          List<Arrow<Division>> arrows = new ArrayList<>();
          if (!state.inFraction) {
            arrows.add(on('-', state));
            arrows.add(on('.', new Division(state.rest, true, places)));
          }
          for (int digit = 0; digit < 10; digit++) {
            boolean finer = state.inFraction && state.missing == 0;
            if (!finer) {
              int rest = (state.rest * 10 + digit) % modulus;
              int missing = state.missing - (state.inFraction ? 1 : 0);
              arrows.add(on(DIGITS.charAt(digit), new Division(rest, state.inFraction, missing)));
            } else if (digit == 0) {
              arrows.add(on('0', state));
            }
          }
          return arrows;
        });
  }

  private static <S> Arrow<S> on(int character, S to) {
    return new Arrow<>(CodePoints.of(character), to);
  }
}
