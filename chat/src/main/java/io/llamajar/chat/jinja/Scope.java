package io.llamajar.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Variables by name; what is not set here is looked up in the scope around it. */
final class Scope {
  private static final int DEEPEST = 1000;

  private final Map<String, Object> variables;
  private final Optional<Scope> outer;
  private final int depth;

  private Scope(Map<String, Object> variables, Optional<Scope> outer) {
    this.variables = variables;
    this.outer = outer;
    this.depth = outer.map(scope -> scope.depth + 1).orElse(0);
    if (depth > DEEPEST) {
      throw TemplateException.limit("its macros are nested too deeply");
    }
  }

  static Scope outermost(Map<String, Object> variables) {
    return new Scope(variables, Optional.empty());
  }

  Scope inner() {
    return inner(new HashMap<>());
  }

  Scope inner(Map<String, Object> inside) {
    return new Scope(inside, Optional.of(this));
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  /** The value of a variable, or an {@link Undefined}. */
  Object get(String name) {
    for (Optional<Scope> scope = Optional.of(this); scope.isPresent(); scope = scope.get().outer) {
      Object value = scope.get().variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return Undefined.variable(name);
  }
}
