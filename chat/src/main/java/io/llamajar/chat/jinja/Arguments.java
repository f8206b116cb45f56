package io.llamajar.chat.jinja;

import java.util.List;
import java.util.Map;

/** What a call passes: values by position, then values by name in the order written. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(Object... values) {
    return new Arguments(List.of(values), Map.of());
  }
}
