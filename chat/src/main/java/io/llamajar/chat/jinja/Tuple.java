package io.llamajar.chat.jinja;

import java.util.List;
import java.util.Optional;

/** A Python tuple; its items may have names, as those of {@code groupby} do. */
final class Tuple extends Sequence {
  private final List<String> names;

  Tuple(List<Object> items) {
    this(items, List.of());
  }

  Tuple(List<Object> items, List<String> names) {
    super(items);
    this.names = names;
  }

  static Tuple of(Object... items) {
    return new Tuple(List.of(items));
  }

  @Override
  Tuple with(List<Object> others) {
    return new Tuple(others);
  }

  Optional<Object> named(String name) {
    int index = names.indexOf(name);
    return index < 0 ? Optional.empty() : Optional.of(items().get(index));
  }
}
