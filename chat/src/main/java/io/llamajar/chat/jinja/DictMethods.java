package io.llamajar.chat.jinja;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The methods of Python's dict; those that would change it are refused. */
final class DictMethods {
  private static final Set<String> CHANGING =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Map<String, Method<Dict>> TABLE =
      Map.ofEntries(
          Method.entry("items", (dict, a) -> new DictView(DictView.Kind.ITEMS, dict)),
          Method.entry("keys", (dict, a) -> new DictView(DictView.Kind.KEYS, dict)),
          Method.entry("values", (dict, a) -> new DictView(DictView.Kind.VALUES, dict)),
          Method.entry("copy", (dict, a) -> dict),
          Method.entry("get key default?", DictMethods::get),
          Method.entry("fromkeys iterable value?", (dict, a) -> fromKeys(a)));

  private DictMethods() {}

  static Optional<Object> find(Dict dict, String name) {
    if (CHANGING.contains(name)) {
      return Optional.of(Undefined.unsafe(dict, name));
    }
    return Optional.ofNullable(TABLE.get(name))
        .map(method -> (Callable) arguments -> method.call(dict, arguments));
  }

  private static Object get(Dict dict, Bound arguments) {
    return dict.find(arguments.value(0)).orElseGet(() -> arguments.value(1, None.NONE));
  }

  private static Object fromKeys(Bound arguments) {
    Object value = arguments.value(1, None.NONE);
    return Dict.of(
        Iteration.list(arguments.value(0)).stream()
            .map(key -> new Dict.Entry(key, value))
            .toList());
  }
}
