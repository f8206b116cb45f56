package io.llamajar.chat.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The {@code loop} variable: where a {@code for} loop stands. */
final class Loop implements Attributed, Callable {
  private final Object source;
  private final int depth;
  private final Optional<Recursion> recursion;
  private Iterator<Object> items;
  private Object previous = Missing.MISSING;
  private Object current = Missing.MISSING;
  private Object ahead = Missing.MISSING;
  private List<Object> lastChanged = List.of(Missing.MISSING);
  private int length = -1;
  private int index = -1;

  /** Renders the same loop over the items of an item. */
  interface Recursion {
    Object render(Object items);
  }

  Loop(Object source, int depth, Optional<Recursion> recursion) {
    this.source = source;
    this.depth = depth;
    this.recursion = recursion;
    this.items = Iteration.over(source);
  }

  boolean advance() {
    if (!hasNext()) {
      return false;
    }
    previous = current;
    current = ahead;
    ahead = Missing.MISSING;
    index++;
    return true;
  }

  Object current() {
    return current;
  }

  private boolean hasNext() {
    if (ahead == Missing.MISSING && items.hasNext()) {
      ahead = items.next();
    }
    return ahead != Missing.MISSING;
  }

  /** The number of items; of a generator all are made to count them. */
  int length() {
    if (length < 0) {
      if (Types.hasLength(source)) {
        length = Types.length(source);
      } else {
        List<Object> rest = Iteration.collect(items);
        items = rest.iterator();
        length = index + 1 + rest.size() + (ahead == Missing.MISSING ? 0 : 1);
      }
    }
    return length;
  }

  @Override
  public String typeName() {
    return "jinja2.runtime.LoopContext";
  }

  @Override
  public Optional<Object> attribute(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "index" -> index + 1L;
          case "index0" -> (long) index;
          case "revindex" -> (long) length() - index;
          case "revindex0" -> length() - index - 1L;
          case "first" -> index == 0;
          case "last" -> !hasNext();
          case "length" -> (long) length();
          case "depth" -> depth + 1L;
          case "depth0" -> (long) depth;
          case "previtem" -> index == 0 ? Undefined.because("there is no previous item") : previous;
          case "nextitem" -> hasNext() ? ahead : Undefined.because("there is no next item");
          case "cycle" -> (Callable) this::cycle;
          case "changed" -> (Callable) this::changed;
          default -> null;
        });
  }

  private Object cycle(Arguments arguments) {
    List<Object> choices = arguments.positional();
    if (choices.isEmpty()) {
      throw TemplateException.type("no items for cycling given");
    }
    return choices.get(index % choices.size());
  }

  private Object changed(Arguments arguments) {
    List<Object> now = arguments.positional();
    boolean same = now.size() == lastChanged.size();
    for (int i = 0; same && i < now.size(); i++) {
      same = Comparisons.equal(now.get(i), lastChanged.get(i));
    }
    lastChanged = now;
    return !same;
  }

  @Override
  public Object call(Arguments arguments) {
    Recursion again =
        recursion.orElseThrow(() ->
            TemplateException.type(
                "The loop must have the 'recursive' marker to be called recursively."));
    return again.render(Signature.of("loop iterable").bind(arguments).value(0));
  }
}
