package io.llamajar.chat.jinja;

import java.util.Iterator;

/** One rendering: what filters, tests and functions may use while it lasts. */
final class Rendering {
  private final Environment environment;
  private final Meter meter = new Meter();
  private boolean autoescape;
  private int line;

  Rendering(Environment environment) {
    this.environment = environment;
  }

  Environment environment() {
    return environment;
  }

  Meter meter() {
    return meter;
  }

  boolean autoescape() {
    return autoescape;
  }

  /** Switches HTML escaping on or off; returns how it was. */
  boolean autoescape(boolean now) {
    boolean before = autoescape;
    autoescape = now;
    return before;
  }

  /** The line that is being rendered, for error messages. */
  int line() {
    return line;
  }

  void line(int current) {
    line = current;
  }

  /** A text, marked as HTML if escaping is on. */
  Object markup(String text) {
    return autoescape ? new Markup(text) : text;
  }

  /** What is printed of a value. */
  String print(Object value) {
    if (value instanceof String text && !autoescape) {
      meter.spendOnCopy(text);
      return text;
    }
    meter.spendOnAll(value);
    return autoescape ? Markup.escape(value).text() : Repr.str(value);
  }

  String str(Object value) {
    meter.spendOnAll(value);
    return Repr.str(value);
  }

  /** The items of a value, each of which costs a step. */
  Iterator<Object> items(Object value) {
    Iterator<Object> items = Iteration.over(value);
    return Lazy.map(
        items,
        item -> {
          meter.spend(1);
          return item;
        });
  }

  Object filter(String name, Object value, Arguments arguments) {
    meter.spendOn(value);
    arguments.positional().forEach(meter::spendOn);
    Object result = Filters.named(name).apply(this, value, arguments);
    meter.spendOn(result);
    return result;
  }

  boolean test(String name, Object value, Arguments arguments) {
    meter.spendOn(value);
    return Tests.named(name).holds(this, value, arguments);
  }

  boolean compare(String operator, Object left, Object right) {
    if (operator.endsWith("in")) {
      meter.spendOnAll(right instanceof Dict ? left : right);
    } else {
      boolean leftIsLighter = Weight.of(left).nodes() < Weight.of(right).nodes();
      meter.spendOnAll(leftIsLighter ? left : right);
    }
    return Comparisons.holds(operator, left, right);
  }
}
