package io.llamajar.chat.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The one object whose attributes a template may set, so that values survive a loop. */
final class Namespace implements Attributed {
  private final Map<String, Object> values = new LinkedHashMap<>();

  void set(String name, Object value) {
    values.put(name, value);
  }

  Map<String, Object> values() {
    return values;
  }

  @Override
  public String typeName() {
    return "jinja2.utils.Namespace";
  }

  @Override
  public Optional<Object> attribute(String name) {
    return Optional.ofNullable(values.get(name));
  }
}
