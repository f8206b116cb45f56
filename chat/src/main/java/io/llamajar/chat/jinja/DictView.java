package io.llamajar.chat.jinja;

import java.util.Iterator;
import java.util.stream.Stream;

/** What {@code dict.keys()}, {@code .values()} and {@code .items()} give: a dict seen so. */
record DictView(Kind kind, Dict dict) implements Iterable<Object> {
  enum Kind {
    KEYS,
    VALUES,
    ITEMS
  }

  String typeName() {
    return switch (kind) {
      case KEYS -> "dict_keys";
      case VALUES -> "dict_values";
      case ITEMS -> "dict_items";
    };
  }

  @Override
  public Iterator<Object> iterator() {
    Stream<Dict.Entry> entries = dict.entries().stream();
    return switch (kind) {
      case KEYS -> entries.map(Dict.Entry::key).iterator();
      case VALUES -> entries.map(Dict.Entry::value).iterator();
      case ITEMS -> entries.map(entry -> (Object) entry.pair()).iterator();
    };
  }
}
