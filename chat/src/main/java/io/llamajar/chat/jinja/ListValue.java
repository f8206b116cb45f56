package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A Python list. */
final class ListValue extends Sequence {
  ListValue(List<Object> items) {
    super(items);
  }

  static ListValue of(Iterator<?> items) {
    List<Object> list = new ArrayList<>();
    items.forEachRemaining(list::add);
    return new ListValue(list);
  }

  @Override
  ListValue with(List<Object> others) {
    return new ListValue(others);
  }
}
