package io.llamajar.chat.jinja;

import java.util.Iterator;

/** A Python generator or iterator: its items are made when asked for, and can be read once. */
final class Generator implements Iterator<Object> {
  private static final int DEEPEST = 100;

  private final String typeName;
  private final Iterator<Object> items;
  private final int depth;

  private Generator(String typeName, Iterator<Object> items, int depth) {
    this.typeName = typeName;
    this.items = items;
    this.depth = depth;
  }

  /** A generator that reads from a value, which may be a generator again. */
  static Generator over(Object source, Iterator<Object> items) {
    return new Generator("generator", items, depthOf(source) + 1);
  }

  static Generator reversed(String typeName, Iterator<Object> items) {
    return new Generator(typeName, items, 0);
  }

  private static int depthOf(Object source) {
    int depth = source instanceof Generator inner ? inner.depth : 0;
    if (depth > DEEPEST) {
      throw TemplateException.limit("it chains too many filters");
    }
    return depth;
  }

  String typeName() {
    return typeName;
  }

  @Override
  public boolean hasNext() {
    return items.hasNext();
  }

  @Override
  public Object next() {
    return items.next();
  }
}
