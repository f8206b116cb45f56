package io.llamajar.chat.jinja;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Watches, while a macro is parsed, which of the special names {@code caller}, {@code kwargs} and
 * {@code varargs} its body reads before it sets them: only those are passed to it.
 */
final class NameWatch {
  private static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

  private final Deque<Watch> watches = new ArrayDeque<>();

  private record Watch(Set<String> read, Set<String> set) {}

  void begin() {
    watches.push(new Watch(new HashSet<>(), new HashSet<>()));
  }

  Statement.MacroNames end() {
    Set<String> read = watches.pop().read;
    return new Statement.MacroNames(
        read.contains("caller"), read.contains("kwargs"), read.contains("varargs"));
  }

  void read(String name) {
    if (SPECIAL.contains(name)) {
      watches.stream().filter(watch -> !watch.set.contains(name)).forEach(w -> w.read.add(name));
    }
  }

  void set(String name) {
    if (SPECIAL.contains(name)) {
      watches.forEach(watch -> watch.set.add(name));
    }
  }
}
