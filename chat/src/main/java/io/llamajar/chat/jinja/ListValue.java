package io.llamajar.chat.jinja;

import java.util.Iterator;
import java.util.List;

/** A Python list. */
final class ListValue extends Sequence {
  ListValue(List<Object> items) {
    super(items);
  }

  static ListValue of(Iterator<?> items) {
    return new ListValue(Iteration.collect(items));
  }

  @Override
  ListValue with(List<Object> others) {
    return new ListValue(others);
  }
}
