package io.llamajar.chat.schema;

import io.llamajar.chat.schema.Regex.Anchor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Turns a pattern that is searched for into one that the whole text must match.
 *
 * <p>Where {@code ^} or {@code $} does not hold an end of the pattern, anything may stand there.
 */
final class Anchors {
  private static final int MOST_BRANCHES = 200;

  private Anchors() {}

  /** The same texts, matched as a whole and without anchors. */
  static Regex wholeText(Regex searched) {
    List<Regex> branches = new ArrayList<>();
    spread(List.of(searched), branches);
    List<Regex> whole = branches.stream().map(Anchors::wholeBranch).toList();
    return whole.size() == 1 ? whole.getFirst() : new Regex.Choice(whole);
  }

  /** Multiplies groups with anchors out, {@code (^a|b)c} to {@code ^ac} and {@code bc}. */
  private static void spread(List<Regex> items, List<Regex> branches) {
    for (int i = 0; i < items.size(); i++) {
      Regex item = items.get(i);
      if (item instanceof Regex.Sequence inner) {
        spread(replaced(items, i, inner.items()), branches);
        return;
      }
      if (item instanceof Regex.Choice choice && (choice.isAnchored() || items.size() == 1)) {
        for (Regex option : choice.options()) {
          spread(replaced(items, i, List.of(option)), branches);
        }
        return;
      }
    }
    if (branches.size() == MOST_BRANCHES) {
      throw new PatternException("it has too many ^ and $ in groups; move them to its ends");
    }
    branches.add(new Regex.Sequence(items));
  }

  private static List<Regex> replaced(List<Regex> items, int index, List<Regex> with) {
    List<Regex> replaced = new ArrayList<>(items.subList(0, index));
    replaced.addAll(with);
    replaced.addAll(items.subList(index + 1, items.size()));
    return replaced;
  }

  private static Regex wholeBranch(Regex branch) {
    List<Regex> items = ((Regex.Sequence) branch).items();
    int from = 0;
    int to = items.size();
    while (from < to && items.get(from) == Anchor.START) {
      from++;
    }
    while (from < to && items.get(to - 1) == Anchor.END) {
      to--;
    }
    List<Regex> whole = new ArrayList<>(items.subList(from, to));
    if (whole.stream().anyMatch(Regex::isAnchored)) {
      throw new PatternException("it has ^ or $ in its middle; move them to its ends");
    }
    if (from == 0) {
      shorten(whole, 0);
      whole.addFirst(Regex.Repeat.ANYTHING);
    }
    if (to == items.size()) {
      shorten(whole, whole.size() - 1);
      whole.addLast(Regex.Repeat.ANYTHING);
    }
    return new Regex.Sequence(List.copyOf(whole));
  }

  /** Where anything may stand beside it, what repeats need come no more often than it must. */
  private static void shorten(List<Regex> items, int index) {
    if (index >= 0 && index < items.size() && items.get(index) instanceof Regex.Repeat repeat) {
      items.set(index, new Regex.Repeat(repeat.item(), repeat.min(), OptionalInt.of(repeat.min())));
    }
  }
}
