package io.llamajar.chat.jinja;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The filters of Jinja2: what can stand after {@code |}. */
final class Filters {
  private static final Map<String, Filter> TABLE = table();

  /** A filter with the parameters it takes besides the value. */
  record Filter(Signature signature, Body body) {
    Object apply(Rendering rendering, Object value, Arguments arguments) {
      return body.apply(rendering, value, signature.bind(arguments));
    }
  }

  interface Body {
    Object apply(Rendering rendering, Object value, Bound arguments);
  }

  /** Collects the filters of one kind. */
  interface Registry {
    void add(String signature, Body body);
  }

  private Filters() {}

  static boolean exist(String name) {
    return TABLE.containsKey(name);
  }

  static Filter named(String name) {
    Filter filter = TABLE.get(name);
    if (filter == null) {
      throw TemplateException.runtime("No filter named " + Repr.repr(name) + ".");
    }
    return filter;
  }

  private static Map<String, Filter> table() {
    Map<String, Filter> table = new LinkedHashMap<>();
    Registry registry =
        (signature, body) -> {
          Signature parsed = Signature.of(signature);
          table.put(parsed.function(), new Filter(parsed, body));
        };
    TextFilters.register(registry);
    HtmlFilters.register(registry);
    ValueFilters.register(registry);
    SequenceFilters.register(registry);
    OrderFilters.register(registry);
    table.put("d", named(table, "default"));
    table.put("e", named(table, "escape"));
    table.put("count", named(table, "length"));
    return table;
  }

  private static Filter named(Map<String, Filter> table, String name) {
    return Objects.requireNonNull(table.get(name));
  }

  /** What goes wrong when a filter's arguments make no sense. */
  static TemplateException argumentError(String reason) {
    return TemplateException.runtime(reason);
  }
}
