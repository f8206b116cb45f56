package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/**
 * Writes parts that come in a fixed order, with commas, some of them optional, and perhaps more of
 * a last kind.
 *
 * <p>The rule after part i says what may follow, so n optional parts take n rules, not 2^n lists.
 * Where their number matters, there is a rule for each count too.
 *
 * @param further what may come any number of times after all others, but counts only once
 */
record Chain(List<Part> parts, Optional<Further> further, int min, int max) {
  private static final int MOST_RULES = 20_000;

  record Part(Gbnf text, boolean required) {}

  /** What comes after all parts: it may be there again, but then does not count. */
  interface Further {
    /** One of them. */
    Gbnf one();

    /**
     * So many of them that two or more count; empty if there cannot be.
     *
     * @param most of them, those that do not count included
     * @param first what is written for the first of them: a comma stands before the others
     */
    Optional<Gbnf> different(int least, OptionalInt most, UnaryOperator<Gbnf> first);
  }

  /** The rule for the parts, without what encloses them; empty if so many there cannot be. */
  Optional<Gbnf> rule(String name, Rules rules) {
    int required = (int) parts.stream().filter(Part::required).count();
    int most = further.isPresent() ? Integer.MAX_VALUE : parts.size();
    if (required > max || min > most || min > max) {
      return Optional.empty();
    }
    if (max == 0) {
      return Optional.of(Gbnf.Sequence.EMPTY);
    }
    boolean counts = min > required || max < most;
    int counted = !counts ? 0 : max == Integer.MAX_VALUE ? min : max;
    if (parts.isEmpty()) {
      return further.isPresent() ? several(further.get(), rules) : Optional.of(Gbnf.Sequence.EMPTY);
    }
    if ((long) parts.size() * (counted + 1) > MOST_RULES) {
      throw new PatternException(
          "it has too many members or items to count them; leave the limits on their number out");
    }
    return new Writer(name, rules, counted).start();
  }

  private Optional<Gbnf> several(Further more, Rules rules) {
    if (min > 1) {
      return more.different(min, most(0), first -> first);
    }
    Gbnf next = Texts.next(more.one(), rules);
    Gbnf some = Gbnf.sequence(more.one(), Repetition.of(next, 0, most(1)));
    return Optional.of(min == 0 ? Gbnf.optional(some) : some);
  }

  /** How many may still come after some. */
  private OptionalInt most(int count) {
    return max == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(max - count);
  }

  /** Writes from the last part to the first, for every count that may have come before. */
  private final class Writer {
    private final String name;
    private final Rules rules;
    private final int counted;

    // What may follow part i, when so many came before; empty where that cannot end well.
    private List<Optional<Gbnf>> after;

    Writer(String name, Rules rules, int counted) {
      this.name = name;
      this.rules = rules;
      this.counted = counted;
      this.after = new ArrayList<>();
      for (int count = 0; count <= counted; count++) {
        after.add(end(count));
      }
    }

    private Optional<Gbnf> end(int count) {
      if (counted > 0 && count > max) {
        return Optional.empty();
      }
      int missing = counted == 0 ? 0 : Math.max(min - count, 0);
      if (further.isEmpty()) {
        return missing == 0 ? Optional.of(Gbnf.Sequence.EMPTY) : Optional.empty();
      }
      Gbnf next = Texts.next(further.get().one(), rules);
      return missing > 1
          ? further.get().different(missing, most(count), first -> Texts.next(first, rules))
          : Optional.of(Repetition.of(next, missing, most(count)));
    }

    /** The first part that comes may be any up to the first required one, or a further one. */
    private Optional<Gbnf> start() {
      int firstRequired = 0;
      while (firstRequired < parts.size() && !parts.get(firstRequired).required) {
        firstRequired++;
      }
      List<Gbnf> starts = new ArrayList<>();
      if (firstRequired == parts.size()) {
        further.flatMap(more -> several(more, rules)).ifPresent(starts::add);
        if (min == 0 && further.isEmpty()) {
          starts.add(Gbnf.Sequence.EMPTY);
        }
      }
      boolean named = firstRequired > 0 || counted > 0;
      for (int i = parts.size() - 1; i >= 0; i--) {
        Optional<Gbnf> rest = counted == 0 ? after.getFirst() : after(1);
        Gbnf part = parts.get(i).text;
        if (i <= firstRequired) {
          rest.ifPresent(more -> starts.add(Gbnf.sequence(part, more)));
        }
        if (i > 0) {
          before(parts.get(i), i, named);
        }
      }
      Collections.reverse(starts);
      return starts.isEmpty() ? Optional.empty() : Optional.of(withOptional(starts));
    }

    private static Gbnf withOptional(List<Gbnf> starts) {
      boolean mayBeEmpty = starts.remove(Gbnf.Sequence.EMPTY);
      Gbnf some = starts.isEmpty() ? Gbnf.Sequence.EMPTY : Gbnf.choice(starts);
      return mayBeEmpty ? Gbnf.optional(some) : some;
    }

    private Optional<Gbnf> after(int count) {
      if (count <= counted) {
        return after.get(count);
      }
      return max == Integer.MAX_VALUE ? after.getLast() : Optional.empty();
    }

    private void before(Part part, int index, boolean named) {
      List<Optional<Gbnf>> before = new ArrayList<>();
      for (int count = 0; count <= counted; count++) {
        Optional<Gbnf> with =
            after(counted == 0 ? 0 : count + 1)
                .map(more -> Gbnf.sequence(Texts.next(part.text, rules), more));
        Optional<Gbnf> without = part.required ? Optional.empty() : after.get(count);
        Optional<Gbnf> body = either(with, without, part);
        String wish = name + "-after-" + index + (counted == 0 ? "" : "-" + count);
        boolean useful = counted == 0 || (count > 0 && count <= index);
        before.add(
            useful ? body.map(text -> named ? rules.add(wish, text) : text) : Optional.empty());
      }
      after = before;
    }

    private Optional<Gbnf> either(Optional<Gbnf> with, Optional<Gbnf> without, Part part) {
      if (counted == 0 && without.isPresent()) {
        Gbnf maybe = Gbnf.optional(Texts.next(part.text, rules));
        return Optional.of(Gbnf.sequence(maybe, without.get()));
      }
      List<Gbnf> both = new ArrayList<>();
      with.ifPresent(both::add);
      without.ifPresent(both::add);
      return both.isEmpty() ? Optional.empty() : Optional.of(Gbnf.choice(both));
    }
  }
}
