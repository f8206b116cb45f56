package io.llamajar.chat.jinja;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** A Python list or tuple: items in order, never changed once made. */
abstract sealed class Sequence implements Iterable<Object> permits ListValue, Tuple {
  private final List<Object> items;
  private final Weight weight;

  /** Takes the list over: the caller must not change it any more. */
  Sequence(List<Object> items) {
    this.items = Collections.unmodifiableList(items);
    this.weight = Weight.around(items);
  }

  /** A sequence of the same type with other items. */
  abstract Sequence with(List<Object> others);

  List<Object> items() {
    return items;
  }

  Weight weight() {
    return weight;
  }

  int size() {
    return items.size();
  }

  @Override
  public Iterator<Object> iterator() {
    return items.iterator();
  }
}
