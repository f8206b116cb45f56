package io.llamajar.chat.jinja;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Iterators that do their work item by item, as Python's generators do. */
final class Lazy {
  private Lazy() {}

  static Iterator<Object> map(Iterator<Object> items, Function<Object, Object> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Object next() {
        return function.apply(items.next());
      }
    };
  }

  static Iterator<Object> filter(Iterator<Object> items, Predicate<Object> condition) {
    return new Filter(items, condition);
  }

  /** An iterator that is made when it is first asked. */
  static Iterator<Object> later(Supplier<Iterator<Object>> source) {
    return new Later(source);
  }

  private static final class Filter implements Iterator<Object> {
    private final Iterator<Object> items;
    private final Predicate<Object> condition;
    private Object ahead = Missing.MISSING;

    Filter(Iterator<Object> items, Predicate<Object> condition) {
      this.items = items;
      this.condition = condition;
    }

    @Override
    public boolean hasNext() {
      while (ahead == Missing.MISSING && items.hasNext()) {
        Object item = items.next();
        if (condition.test(item)) {
          ahead = item;
        }
      }
      return ahead != Missing.MISSING;
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Object item = ahead;
      ahead = Missing.MISSING;
      return item;
    }
  }

  private static final class Later implements Iterator<Object> {
    private final Supplier<Iterator<Object>> source;
    private Iterator<Object> items = Collections.emptyIterator();
    private boolean started;

    Later(Supplier<Iterator<Object>> source) {
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      if (!started) {
        started = true;
        items = source.get();
      }
      return items.hasNext();
    }

    @Override
    public Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return items.next();
    }
  }
}
