package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Filters that compare items: sort, group, find the least. Upper and lower case are one. */
final class OrderFilters {
  private OrderFilters() {}

  static void register(Filters.Registry filters) {
    filters.add("sort reverse? case_sensitive? attribute?", OrderFilters::sort);
    filters.add("dictsort case_sensitive? by? reverse?", (r, v, a) -> sortDict(r, v, a));
    filters.add("unique case_sensitive? attribute?", OrderFilters::unique);
    filters.add("min case_sensitive? attribute?", (r, v, a) -> extreme(r, v, a, -1));
    filters.add("max case_sensitive? attribute?", (r, v, a) -> extreme(r, v, a, 1));
    filters.add("groupby attribute default? case_sensitive?", OrderFilters::group);
  }

  private record Keyed(Object key, Object item) {}

  /** Sorts by keys, keeping the order of equal ones, also when reversed. */
  private static List<Keyed> sorted(Rendering rendering, List<Keyed> items, boolean reverse) {
    items.forEach(item -> rendering.meter().spendOnAll(item.key));
    Comparator<Keyed> order = (x, y) -> Comparisons.order(x.key, y.key);
    items.sort(reverse ? order.reversed() : order);
    return items;
  }

  private static UnaryOperator<Object> caseRule(boolean caseSensitive) {
    return caseSensitive
        ? UnaryOperator.identity()
        : key -> Types.isText(key) ? Texts.lower(Types.text(key)) : key;
  }

  private static ListValue items(List<Keyed> keyed) {
    return new ListValue(new ArrayList<>(keyed.stream().map(Keyed::item).toList()));
  }

  private static Object sort(Rendering rendering, Object value, Bound arguments) {
    UnaryOperator<Object> rule = caseRule(arguments.flag(1, false));
    List<Path> paths = Path.all(arguments.value(2, None.NONE));
    List<Keyed> keyed = new ArrayList<>();
    rendering
        .items(value)
        .forEachRemaining(item -> {
          List<Object> keys = new ArrayList<>();
          paths.forEach(path -> keys.add(rule.apply(path.in(item))));
          keyed.add(new Keyed(new ListValue(keys), item));
        });
    return items(sorted(rendering, keyed, arguments.flag(0, false)));
  }

  private static Object sortDict(Rendering rendering, Object value, Bound arguments) {
    String by = arguments.text(1, "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw Filters.argumentError("You can only sort by either \"key\" or \"value\"");
    }
    if (!(value instanceof Dict dict)) {
      throw Types.noAttribute(value, "items");
    }
    UnaryOperator<Object> rule = caseRule(arguments.flag(0, false));
    List<Keyed> keyed = new ArrayList<>();
    for (Dict.Entry entry : dict.entries()) {
      Object key = by.equals("key") ? entry.key() : entry.value();
      keyed.add(new Keyed(rule.apply(key), entry.pair()));
    }
    return items(sorted(rendering, keyed, arguments.flag(2, false)));
  }

  private static Object unique(Rendering rendering, Object value, Bound arguments) {
    UnaryOperator<Object> rule = caseRule(arguments.flag(0, false));
    Path path = Path.of(arguments.value(1, None.NONE));
    Set<Object> seen = new HashSet<>();
    return Generator.over(
        value,
        Lazy.later(() ->
            Lazy.filter(
                rendering.items(value),
                item -> seen.add(Dict.hashable(rule.apply(path.in(item)))))));
  }

  private static Object extreme(Rendering rendering, Object value, Bound arguments, int sign) {
    Iterator<Object> items = rendering.items(value);
    if (!items.hasNext()) {
      return Undefined.because("No aggregated item, sequence was empty.");
    }
    UnaryOperator<Object> rule = caseRule(arguments.flag(0, false));
    Path path = Path.of(arguments.value(1, None.NONE));
    Object best = items.next();
    Object bestKey = rule.apply(path.in(best));
    while (items.hasNext()) {
      Object item = items.next();
      Object key = rule.apply(path.in(item));
      rendering.meter().spendOnAll(key);
      if (sign * Comparisons.order(key, bestKey) > 0) {
        best = item;
        bestKey = key;
      }
    }
    return best;
  }

  private static Object group(Rendering rendering, Object value, Bound arguments) {
    Optional<Object> fallback =
        arguments.hasValue(1) ? Optional.of(arguments.value(1)) : Optional.empty();
    Path path = Path.of(arguments.value(0), fallback);
    UnaryOperator<Object> rule = caseRule(arguments.flag(2, false));
    List<Keyed> keyed = new ArrayList<>();
    rendering
        .items(value)
        .forEachRemaining(item -> keyed.add(new Keyed(rule.apply(path.in(item)), item)));
    List<Object> groups = new ArrayList<>();
    List<Keyed> group = new ArrayList<>();
    for (Keyed item : sorted(rendering, keyed, false)) {
      if (!group.isEmpty() && !Comparisons.equal(group.getFirst().key, item.key)) {
        groups.add(groupTuple(group, path));
        group = new ArrayList<>();
      }
      group.add(item);
    }
    if (!group.isEmpty()) {
      groups.add(groupTuple(group, path));
    }
    return new ListValue(groups);
  }

  /** The group's key as its first item spells it, and its items. */
  private static Tuple groupTuple(List<Keyed> group, Path path) {
    return new Tuple(
        List.of(path.in(group.getFirst().item), items(group)), List.of("grouper", "list"));
  }
}
