package io.llamajar.chat.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Python dict: keys in the order they came, {@code 1}, {@code 1.0} and {@code True} one key. */
final class Dict {
  private static final int HEAVIEST_KEY = 1000;

  private final Map<Object, Entry> entries;
  private final Weight weight;

  /** A key as it was written, with its value. */
  record Entry(Object key, Object value) {
    Tuple pair() {
      return Tuple.of(key, value);
    }
  }

  private record TupleKey(List<Object> keys) {}

  private Dict(Map<Object, Entry> entries) {
    this.entries = entries;
    List<Object> parts = new ArrayList<>();
    for (Entry entry : entries.values()) {
      parts.add(entry.key);
      parts.add(entry.value);
    }
    this.weight = Weight.around(parts);
  }

  /** A dict of these entries; of equal keys the first one stays, with the last value. */
  static Dict of(Iterable<Entry> entries) {
    Map<Object, Entry> map = new LinkedHashMap<>();
    for (Entry entry : entries) {
      map.merge(hashable(entry.key), entry, (old, added) -> new Entry(old.key(), added.value()));
    }
    return new Dict(map);
  }

  static Dict of(Map<String, Object> values) {
    Map<Object, Entry> map = new LinkedHashMap<>();
    values.forEach((key, value) -> map.put(key, new Entry(key, value)));
    return new Dict(map);
  }

  Optional<Object> find(Object key) {
    return Optional.ofNullable(entries.get(hashable(key))).map(Entry::value);
  }

  boolean contains(Object key) {
    return entries.containsKey(hashable(key));
  }

  Collection<Entry> entries() {
    return entries.values();
  }

  List<Object> keys() {
    return entries.values().stream().map(Entry::key).toList();
  }

  int size() {
    return entries.size();
  }

  Weight weight() {
    return weight;
  }

  /** What Java must hash and compare so that keys are equal exactly where Python's are. */
  static Object hashable(Object key) {
    return switch (key) {
      case Boolean flag -> flag ? 1L : 0L;
      case Double real when real == Math.rint(real) && !Double.isInfinite(real) ->
          Math.abs(real) < 1L << 53
              ? (Object) real.longValue()
              : Numbers.integer(Numbers.truncate(real));
      case Markup markup -> markup.text();
      case Tuple tuple -> {
        if (tuple.weight().nodes() > HEAVIEST_KEY) {
          throw TemplateException.limit("it uses a tuple that is too large as a key");
        }
        yield new TupleKey(tuple.items().stream().map(Dict::hashable).toList());
      }
      case ListValue list -> throw unhashable(list);
      case Dict dict -> throw unhashable(dict);
      case Undefined undefined -> Undefined.class;
      case BigInteger big -> big;
      default -> key;
    };
  }

  private static TemplateException unhashable(Object key) {
    return TemplateException.type("unhashable type: '" + Types.name(key) + "'");
  }
}
