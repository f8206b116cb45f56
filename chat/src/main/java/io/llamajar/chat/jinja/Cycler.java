package io.llamajar.chat.jinja;

import java.util.List;
import java.util.Optional;

/** {@code cycler(a, b, c)}: gives its items one after the other, and starts again. */
final class Cycler implements Attributed {
  private final List<Object> items;
  private int position;

  Cycler(List<Object> items) {
    if (items.isEmpty()) {
      throw TemplateException.runtime("at least one item has to be provided");
    }
    this.items = items;
  }

  @Override
  public String typeName() {
    return "jinja2.utils.Cycler";
  }

  @Override
  public Optional<Object> attribute(String name) {
    return switch (name) {
      case "current" -> Optional.of(items.get(position));
      case "items" -> Optional.of(new Tuple(items));
      case "pos" -> Optional.of((long) position);
      case "next" -> Optional.of((Callable) arguments -> next());
      case "reset" -> Optional.of((Callable) arguments -> reset());
      default -> Optional.empty();
    };
  }

  private Object next() {
    Object current = items.get(position);
    position = (position + 1) % items.size();
    return current;
  }

  private Object reset() {
    position = 0;
    return None.NONE;
  }
}
