package io.llamajar.chat.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Brings a length into a pattern where that is easy: {@code ^[a-z]+$} of at most 10 characters is
 * {@code ^[a-z]{1,10}$}.
 */
final class Fitting {
  private static final int LARGEST_COUNT = 1000;

  private Fitting() {}

  /** The texts of the pattern with {@code min} to {@code max} characters; empty if not so easy. */
  static Optional<Regex> to(Regex regex, int min, int max) {
    if (regex.shortest() >= min && regex.longest() <= max) {
      return Optional.of(regex);
    }
    List<Regex> items = regex instanceof Regex.Sequence s ? s.items() : List.of(regex);
    List<Regex> flat = flattened(items);
    List<Regex> varying = flat.stream().filter(item -> item.shortest() != item.longest()).toList();
    if (varying.size() != 1
        || !(varying.getFirst() instanceof Regex.Repeat repeat)
        || !(repeat.item() instanceof Regex.One)) {
      return Optional.empty();
    }
    long fixed = flat.stream().mapToLong(Regex::shortest).sum() - repeat.min();
    long least = Math.max(repeat.min(), min - fixed);
    long most = Math.min(repeat.max().orElse(Integer.MAX_VALUE), max - fixed);
    if (least > most) {
      return Optional.empty();
    }
    OptionalInt upper =
        most > Integer.MAX_VALUE / 2 ? OptionalInt.empty() : OptionalInt.of((int) most);
    Regex fitted = new Regex.Repeat(repeat.item(), (int) least, upper);
    List<Regex> all = new ArrayList<>(flat);
    all.set(flat.indexOf(varying.getFirst()), fitted);
    return Optional.of(new Regex.Sequence(List.copyOf(all)));
  }

  /** Those texts of the pattern whose parts repeat so little that they are never too long. */
  static Optional<Regex> shortened(Regex regex, int min, int max) {
    int few = 0;
    int many = LARGEST_COUNT;
    while (few < many) {
      int middle = (few + many + 1) / 2;
      if (repeatingAtMost(regex, middle).longest() <= max) {
        few = middle;
      } else {
        many = middle - 1;
      }
    }
    Regex shortened = repeatingAtMost(regex, few);
    boolean fits = shortened.shortest() >= min && shortened.longest() <= max;
    return fits ? Optional.of(shortened) : Optional.empty();
  }

  private static Regex repeatingAtMost(Regex regex, int count) {
    return switch (regex) {
      case Regex.Sequence sequence ->
          new Regex.Sequence(
              sequence.items().stream().map(item -> repeatingAtMost(item, count)).toList());
      case Regex.Choice choice ->
          new Regex.Choice(
              choice.options().stream().map(item -> repeatingAtMost(item, count)).toList());
      case Regex.Repeat repeat -> {
        int most = Math.max(repeat.min(), Math.min(repeat.max().orElse(count), count));
        Regex item = repeatingAtMost(repeat.item(), count);
        yield new Regex.Repeat(item, repeat.min(), OptionalInt.of(most));
      }
      case Regex.One one -> one;
      case Regex.Anchor anchor -> anchor;
    };
  }

  private static List<Regex> flattened(List<Regex> items) {
    List<Regex> flat = new ArrayList<>();
    for (Regex item : items) {
      flat.addAll(item instanceof Regex.Sequence inner ? flattened(inner.items()) : List.of(item));
    }
    return flat;
  }
}
