package io.llamajar.grammar;

import java.util.List;

/**
 * The rules of a grammar.
 *
 * @param names of each
 * @param bodies what each matches; the first one matches whole texts
 */
record Rules(List<String> names, List<Expression> bodies) {
  static final int ROOT = 0;

  Rules {
    names = List.copyOf(names);
    bodies = List.copyOf(bodies);
  }

  int size() {
    return names.size();
  }
}
