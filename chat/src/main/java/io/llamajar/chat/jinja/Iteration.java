package io.llamajar.chat.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Python's iteration: the items of a list, the keys of a dict, the characters of a text. */
final class Iteration {
  private Iteration() {}

  static boolean isIterable(Object value) {
    return value instanceof Iterable<?>
        || value instanceof Generator
        || value instanceof Dict
        || value instanceof Undefined
        || Types.isText(value);
  }

  static Iterator<Object> over(Object value) {
    return switch (value) {
      case Sequence sequence -> sequence.iterator();
      case Range range -> range.iterator();
      case DictView view -> view.iterator();
      case Dict dict -> dict.keys().iterator();
      case Generator generator -> generator;
      case Undefined undefined -> Collections.emptyIterator();
      case String text -> characters(text);
      case Markup markup -> characters(markup.text());
      default -> throw TemplateException.type("'" + Types.name(value) + "' object is not iterable");
    };
  }

  private static Iterator<Object> characters(String text) {
    return text.codePoints().mapToObj(c -> (Object) Character.toString(c)).iterator();
  }

  static List<Object> list(Object value) {
    return collect(over(value));
  }

  static List<Object> collect(Iterator<?> items) {
    List<Object> list = new ArrayList<>();
    while (items.hasNext()) {
      list.add(items.next());
      Meter.checkSize(list.size());
    }
    return list;
  }

  /** The items of a value that is given in place of exactly so many values. */
  static List<Object> unpack(Object value, int count) {
    if (!isIterable(value)) {
      throw TemplateException.type("cannot unpack non-iterable " + Types.name(value) + " object");
    }
    List<Object> items = list(value);
    if (items.size() < count) {
      throw TemplateException.value(
          "not enough values to unpack (expected " + count + ", got " + items.size() + ")");
    }
    if (items.size() > count) {
      throw TemplateException.value("too many values to unpack (expected " + count + ")");
    }
    return items;
  }
}
