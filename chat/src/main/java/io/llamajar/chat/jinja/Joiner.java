package io.llamajar.chat.jinja;

import java.util.Optional;

/** {@code joiner(", ")}: gives nothing the first time it is called, and its separator after. */
final class Joiner implements Attributed, Callable {
  private final Object separator;
  private boolean used;

  Joiner(Object separator) {
    this.separator = separator;
  }

  @Override
  public Object call(Arguments arguments) {
    if (used) {
      return separator;
    }
    used = true;
    return "";
  }

  @Override
  public String typeName() {
    return "jinja2.utils.Joiner";
  }

  @Override
  public Optional<Object> attribute(String name) {
    return switch (name) {
      case "sep" -> Optional.of(separator);
      case "used" -> Optional.of(used);
      default -> Optional.empty();
    };
  }
}
