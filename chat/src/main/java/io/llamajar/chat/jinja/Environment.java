package io.llamajar.chat.jinja;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a template can see of the world: the time, and functions of the program by name.
 *
 * @param clock what {@code strftime_now} reads, if a template asks
 * @param functions functions besides those of Jinja2
 */
public record Environment(Supplier<LocalDateTime> clock, Map<String, Function> functions) {
  public Environment {
    functions = Map.copyOf(functions);
  }

  /** The system's clock in its time zone, and no functions. */
  public static Environment standard() {
    return new Environment(LocalDateTime::now, Map.of());
  }

  /** A function that a template may call, on the values that {@link Template#render} takes. */
  @FunctionalInterface
  public interface Function {
    Object call(List<Object> positional, Map<String, Object> named);
  }
}
