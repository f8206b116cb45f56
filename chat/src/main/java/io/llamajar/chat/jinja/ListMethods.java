package io.llamajar.chat.jinja;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The methods of Python's list and tuple; those that would change a list are refused. */
final class ListMethods {
  private static final Set<String> CHANGING =
      Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
  private static final Map<String, Method<Sequence>> TABLE =
      Map.ofEntries(
          Method.entry("count value", (list, a) -> count(list, a.value(0))),
          Method.entry("index value start? stop?", ListMethods::index),
          Method.entry("copy", (list, a) -> list));

  private ListMethods() {}

  static Optional<Object> find(Sequence sequence, String name) {
    if (sequence instanceof Tuple && name.equals("copy")) {
      return Optional.empty();
    }
    if (sequence instanceof ListValue && CHANGING.contains(name)) {
      return Optional.of(Undefined.unsafe(sequence, name));
    }
    return Optional.ofNullable(TABLE.get(name))
        .map(method -> (Callable) arguments -> method.call(sequence, arguments));
  }

  private static Object count(Sequence sequence, Object wanted) {
    return sequence.items().stream().filter(item -> Comparisons.equal(item, wanted)).count();
  }

  private static Object index(Sequence sequence, Bound arguments) {
    long start = position(arguments.integer(1, 0), sequence.size());
    long stop = position(arguments.integer(2, sequence.size()), sequence.size());
    for (long i = start; i < stop; i++) {
      if (Comparisons.equal(sequence.items().get((int) i), arguments.value(0))) {
        return i;
      }
    }
    throw TemplateException.value(Repr.repr(arguments.value(0)) + " is not in list");
  }

  private static long position(long index, int size) {
    return Math.clamp(index < 0 ? index + size : index, 0, size);
  }
}
