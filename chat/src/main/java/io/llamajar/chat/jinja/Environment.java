package io.llamajar.chat.jinja;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * What a template can see of the world: the time, and functions of the program by name.
 *
 * @param clock what {@code strftime_now} reads
 * @param zone where it is read
 * @param functions functions besides those of Jinja2
 */
public record Environment(InstantSource clock, ZoneId zone, Map<String, Function> functions) {
  public Environment {
    functions = Map.copyOf(functions);
  }

  /** The system's clock and zone, and no functions. */
  public static Environment standard() {
    return new Environment(InstantSource.system(), ZoneId.systemDefault(), Map.of());
  }

  /** A function that a template may call, on the values that {@link Template#render} takes. */
  @FunctionalInterface
  public interface Function {
    Object call(List<Object> positional, Map<String, Object> named);
  }
}
